/// Shapes on the venue's map.
public enum SectionOutline {
  /// The corners of the smallest convex shape around all points, clockwise on the page (y grows downwards); fewer than
  /// three points come back as they are. Andrew's monotone chain: O(n log n).
  public static func hull(of points: [MapPoint]) -> [MapPoint] {
    let sorted = Set(points).sorted { ($0.x, $0.y) < ($1.x, $1.y) }
    guard sorted.count > 2 else { return sorted }
    let lower = half(sorted)
    let upper = half(sorted.reversed())
    return lower.dropLast() + upper.dropLast()
  }

  /// The area inside, by the shoelace formula.
  static func area(_ outline: [MapPoint]) -> Double {
    var twice = 0.0
    for (index, point) in outline.enumerated() {
      let next = outline[(index + 1) % outline.count]
      twice += point.x * next.y - next.x * point.y
    }
    return abs(twice) / 2
  }

  private static func half(_ points: [MapPoint]) -> [MapPoint] {
    var chain: [MapPoint] = []
    for point in points {
      while chain.count > 1, turn(chain[chain.count - 2], chain[chain.count - 1], point) <= 0 { chain.removeLast() }
      chain.append(point)
    }
    return chain
  }

  /// Positive: the way from a over b to c turns clockwise on the page.
  private static func turn(_ a: MapPoint, _ b: MapPoint, _ c: MapPoint) -> Double {
    (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
  }
}
