/// How carts are gathered into statements.
public struct BatchLimits: Sendable {
  /// Carts of one statement.
  public var cartsMax: Int
  /// Seats of one statement, over all its carts. One cart alone may have more.
  public var seatsMax: Int
  /// Statements under way at once.
  public var batchesMax: Int
  /// Carts that wait; one more is refused.
  public var waitingMax: Int
  /// Carts of one pass that wait or are under way.
  public var waitingPerPassMax: Int

  public init(
    cartsMax: Int = 256, seatsMax: Int = 1_024, batchesMax: Int = 2, waitingMax: Int = 4_096, waitingPerPassMax: Int = 4
  ) {
    precondition(cartsMax > 0 && seatsMax > 0 && batchesMax > 0 && waitingMax > 0 && waitingPerPassMax > 0)
    self.cartsMax = cartsMax
    self.seatsMax = seatsMax
    self.batchesMax = batchesMax
    self.waitingMax = waitingMax
    self.waitingPerPassMax = waitingPerPassMax
  }
}
