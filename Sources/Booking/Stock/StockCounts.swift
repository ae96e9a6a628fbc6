/// How much of an event is free, in somebody's hands, and sold.
public struct StockCounts: Sendable, Equatable {
  public var free: Int
  /// Held, or being paid for.
  public var held: Int
  public var sold: Int

  public init(free: Int, held: Int, sold: Int) {
    self.free = free
    self.held = held
    self.sold = sold
  }

  /// Nothing is left and nothing will come back by itself.
  public var isSoldOut: Bool { free == 0 && held == 0 }
}
