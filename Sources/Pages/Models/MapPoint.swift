/// A point of a venue's map, in the map's own units; y grows downwards.
public struct MapPoint: Hashable, Sendable {
  public var x: Double
  public var y: Double

  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}
