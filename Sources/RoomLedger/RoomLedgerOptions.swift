public import Postgres

/// How a ledger reaches PostgreSQL, and its bounds.
public struct RoomLedgerOptions: Sendable {
  public var postgres: PostgresOptions
  /// Claims that share one statement.
  public var claimsPerStatementMax = 64
  /// Claim statements under way at once; what comes meanwhile shares the next.
  public var claimStatementsMax = 2
  /// Claims that may wait; one more is refused.
  public var claimsWaitingMax = 4_096
  /// Rows of the feed that one poll reads; if there are more, the next poll follows at once.
  public var changesPerPollMax = 1_000

  /// `connection` is a connection string; names in it are looked up now, which blocks.
  public init(connection: String, password: String? = nil) throws(PostgresServersFault) {
    postgres = PostgresOptions(
      servers: try PostgresServers(connection, password: password), applicationName: "usher room ledger")
  }

  /// The bounds of its pool, for who knows nothing of PostgreSQL.
  public mutating func bound(
    connectionsMax: Int, waitersMax: Int, connectTimeout: Duration, queryDeadline: Duration,
    reconnectDelayMin: Duration, reconnectDelayMax: Duration
  ) {
    postgres.connectionsMax = connectionsMax
    postgres.waitersMax = waitersMax
    postgres.connectTimeout = connectTimeout
    postgres.queryDeadline = queryDeadline
    postgres.reconnectDelayMin = reconnectDelayMin
    postgres.reconnectDelayMax = reconnectDelayMax
  }
}
