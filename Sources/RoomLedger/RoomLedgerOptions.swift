internal import Postgres

/// How a ledger reaches PostgreSQL, and its bounds. Made once and shared by all loops.
public struct RoomLedgerOptions: Sendable {
  let servers: PostgresServers
  /// Shown in `pg_stat_activity`.
  public var applicationName = "usher room ledger"
  public var connectionsMax = 2
  /// Statements that may wait for a connection.
  public var waitersMax = 1_000
  public var connectTimeout: Duration = .seconds(2)
  /// False for a pooler that gives every transaction another session.
  public var preparesStatements = true
  /// The server cancels a statement that takes longer.
  public var statementTimeout: Duration = .seconds(2)
  public var reconnectMin: Duration = .milliseconds(50)
  public var reconnectMax: Duration = .seconds(2)
  /// Claims that share one statement.
  public var claimsPerStatementMax = 64
  /// Claim statements under way at once; what comes meanwhile shares the next.
  public var claimStatementsMax = 2
  /// Claims that may wait; one more is refused.
  public var claimsWaitingMax = 4_096
  /// Rows of the feed that one statement reads; a poll reads as many as there are, statement by statement.
  public var changesPerPollMax = 1_000

  /// `connection` is a connection string; names in it are looked up now, which blocks. `password` is for one that lies
  /// apart from it.
  public init(connection: String, password: String? = nil) throws(LedgerConnectionFault) {
    do throws(PostgresServersFault) {
      servers = try PostgresServers(connection, password: password)
    } catch {
      throw LedgerConnectionFault(description: error.description)
    }
  }

  var postgres: PostgresOptions {
    var options = PostgresOptions(
      servers: servers, applicationName: applicationName, connectionsMax: connectionsMax, waitersMax: waitersMax,
      connectTimeout: connectTimeout, queryDeadline: statementTimeout, reconnectDelayMin: reconnectMin,
      reconnectDelayMax: reconnectMax,
      preparedAtStart: [RoomLedger.claimStatement, RoomLedger.roomsStatement])
    options.preparesStatements = preparesStatements
    return options
  }
}

/// What is wrong with a connection string.
public struct LedgerConnectionFault: Error, Equatable, Sendable, CustomStringConvertible {
  public let description: String
}
