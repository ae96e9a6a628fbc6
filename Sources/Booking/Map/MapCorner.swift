/// A point of the venue's map, in its own units; y grows downwards.
public struct MapCorner: Sendable, Equatable {
  public var x: Double
  public var y: Double

  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}
