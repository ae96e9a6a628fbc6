public import EventLoop
public import Postgres

/// What a ledger answers: an outcome, or why there is none.
public typealias LedgerReply<Value> = (Result<Value, LedgerFault>) -> Void

/// The rooms' truth in PostgreSQL: settings, epochs, how far each room has served, and every pass ever handed out.
///
/// Loop-confined. Each call is one statement, and so one transaction. Replies come on the loop, once, and never before
/// the call has returned.
public final class RoomLedger {
  public let options: RoomLedgerOptions
  let client: any PostgresClient
  /// Nil if the client is somebody else's.
  private let pool: PostgresPool?
  private var turnEnd: TurnEndHook?
  var claims: ClaimQueue<WaitingClaim>

  /// A ledger with a pool of its own, which begins to connect.
  public convenience init(loop: Loop, options: RoomLedgerOptions) {
    let pool = PostgresPool(loop: loop, options: options.postgres)
    self.init(client: pool, pool: pool, options: options)
  }

  /// A ledger that asks through a client which somebody else closes: a session in tools and tests.
  public convenience init(client: any PostgresClient, options: RoomLedgerOptions) {
    self.init(client: client, pool: nil, options: options)
  }

  private init(client: any PostgresClient, pool: PostgresPool?, options: RoomLedgerOptions) {
    self.client = client
    self.pool = pool
    self.options = options
    claims = ClaimQueue(
      perStatementMax: options.claimsPerStatementMax, statementsMax: options.claimStatementsMax,
      waitingMax: options.claimsWaitingMax)
    turnEnd = client.loop.atTurnEnd { [unowned self] in sendClaims() }
  }

  /// The database answers and has the tables.
  public var isReady: Bool { pool?.isReady ?? true }

  /// Called when `isReady` has changed.
  public var onReadyChange: ((Bool) -> Void)? {
    get { pool?.onReadyChange }
    set { pool?.onReadyChange = newValue }
  }

  /// Numbers of the ledger's own connections, for telemetry.
  public func measure() -> RoomLedgerStatistics {
    RoomLedgerStatistics(pool?.measure() ?? PostgresPoolStatistics(), claimsWaiting: claims.count)
  }

  /// Ends the ledger and its own pool. What is under way is answered.
  public func close() {
    turnEnd?.cancel()
    turnEnd = nil
    failWaitingClaims(.away("the ledger was closed"))
    pool?.close()
  }

  /// Puts one statement and hands its result over, decoded.
  func ask<Value>(
    _ statement: PostgresStatement, _ parameters: [PostgresParameter], _ reply: @escaping LedgerReply<Value>,
    decode: @escaping (PostgresResult) -> Value
  ) {
    client.query(statement, parameters) { result in
      switch result {
      case .success(let rows): reply(.success(decode(rows)))
      case .failure(let fault): reply(.failure(LedgerFault(fault)))
      }
    }
  }
}
