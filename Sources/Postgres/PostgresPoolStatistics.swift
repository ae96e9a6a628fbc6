/// What a pool did, for telemetry. Totals count from its making.
public struct PostgresPoolStatistics: Sendable, Equatable {
  public var queriesTotal = 0
  /// Refused without being sent: away or overloaded.
  public var refusedTotal = 0
  public var timeoutsTotal = 0
  public var connectsTotal = 0
  public var lostTotal = 0
  /// Connections that are open and have prepared their statements.
  public var ready = 0
  public var inFlight = 0
  public var waiting = 0

  public init() {}
}
