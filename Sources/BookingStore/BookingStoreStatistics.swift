/// What a store did, for telemetry. Totals count from its making.
public struct BookingStoreStatistics: Sendable, Equatable {
  public var batchesTotal = 0
  public var cartsTotal = 0
  /// Statements that took steps of payments, and how many steps.
  public var callStatementsTotal = 0
  public var callsTotal = 0
  /// Statements put again because others were at the same rows.
  public var retriesTotal = 0

  public init() {}
}
