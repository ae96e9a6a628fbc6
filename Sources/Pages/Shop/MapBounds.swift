/// The rectangle around a shape.
struct MapBounds {
  var minX: Double
  var minY: Double
  var maxX: Double
  var maxY: Double

  /// Nil for no points.
  init?(_ points: [MapPoint]) {
    guard let first = points.first else { return nil }
    (minX, minY, maxX, maxY) = (first.x, first.y, first.x, first.y)
    for point in points {
      minX = min(minX, point.x)
      minY = min(minY, point.y)
      maxX = max(maxX, point.x)
      maxY = max(maxY, point.y)
    }
  }

  var width: Double { maxX - minX }
  var height: Double { maxY - minY }
  var middle: MapPoint { MapPoint(x: (minX + maxX) / 2, y: (minY + maxY) / 2) }
}
