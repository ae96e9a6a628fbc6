/// A rectangle with round corners about the origin, walked clockwise from the middle of its lower side.
struct RoundedRectangle: Sendable {
  /// From the origin to the sides.
  let halfWidth: Double
  let halfHeight: Double
  let corner: Double

  init(_ halfWidth: Double, _ halfHeight: Double, corner: Double) {
    self.halfWidth = halfWidth
    self.halfHeight = halfHeight
    self.corner = corner
  }

  private var straightX: Double { 2 * (halfWidth - corner) }
  private var straightY: Double { 2 * (halfHeight - corner) }
  private var arc: Double { corner * Double.pi / 2 }
  private var length: Double { 2 * (straightX + straightY) + 4 * arc }

  /// The point at `fraction` of the way around, moved outwards by `distance`.
  func point(at fraction: Double, outwards distance: Double) -> MapCorner {
    var rest = (fraction - fraction.rounded(.down)) * length
    let corners = [(-1.0, 1.0), (-1.0, -1.0), (1.0, -1.0), (1.0, 1.0)]
    // Sides as they come: half the lower one, left, upper, right, the other half of the lower.
    let sides = [straightX / 2, straightY, straightX, straightY, straightX / 2]
    for side in 0..<5 {
      if rest <= sides[side] { return straight(side, at: rest, outwards: distance) }
      rest -= sides[side]
      guard side < 4 else { break }
      if rest <= arc {
        let angle = Double.pi / 2 * (1 + Double(side) + rest / arc)
        let center = (x: corners[side].0 * (halfWidth - corner), y: corners[side].1 * (halfHeight - corner))
        let (sine, cosine) = Angle.sineAndCosine(angle)
        return MapCorner(x: center.x + cosine * (corner + distance), y: center.y + sine * (corner + distance))
      }
      rest -= arc
    }
    return straight(4, at: straightX / 2, outwards: distance)
  }

  private func straight(_ side: Int, at rest: Double, outwards distance: Double) -> MapCorner {
    switch side {
    case 0: MapCorner(x: -rest, y: halfHeight + distance)
    case 1: MapCorner(x: -halfWidth - distance, y: straightY / 2 - rest)
    case 2: MapCorner(x: rest - straightX / 2, y: -halfHeight - distance)
    case 3: MapCorner(x: halfWidth + distance, y: rest - straightY / 2)
    default: MapCorner(x: straightX / 2 - rest, y: halfHeight + distance)
    }
  }
}
