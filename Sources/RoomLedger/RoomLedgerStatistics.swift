internal import Postgres

/// What a ledger's connections do, for telemetry. Totals count from its making.
public struct RoomLedgerStatistics: Equatable, Sendable {
  public var connectionsReady = 0
  public var statementsUnderWay = 0
  public var statementsWaiting = 0
  public var claimsWaiting = 0
  public var statementsTotal = 0
  /// Not sent: no server answers, or the bound of waiting ones was reached.
  public var refusedTotal = 0
  public var timeoutsTotal = 0
  public var connectionsLostTotal = 0
}

extension RoomLedgerStatistics {
  init(_ pool: PostgresPoolStatistics, claimsWaiting: Int) {
    connectionsReady = pool.ready
    statementsUnderWay = pool.inFlight
    statementsWaiting = pool.waiting
    self.claimsWaiting = claimsWaiting
    statementsTotal = pool.queriesTotal
    refusedTotal = pool.refusedTotal
    timeoutsTotal = pool.timeoutsTotal
    connectionsLostTotal = pool.lostTotal
  }
}
