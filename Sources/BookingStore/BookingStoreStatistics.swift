/// What a store did, for telemetry. Totals count from its making.
public struct BookingStoreStatistics: Sendable, Equatable {
  public var batchesTotal = 0
  public var cartsTotal = 0
  /// Steps of payments.
  public var payments = SharedCalls()
  /// Looks at holds.
  public var looks = SharedCalls()
  /// Statements put again because others were at the same rows.
  public var retriesTotal = 0

  public init() {}

  /// Calls of one kind, and the statements that they shared.
  public struct SharedCalls: Sendable, Equatable {
    public var callsTotal = 0
    public var statementsTotal = 0

    public init() {}
  }
}
