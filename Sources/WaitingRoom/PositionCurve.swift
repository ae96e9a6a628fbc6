public import Primitives

/// How many people are ahead of some keys of the line, in ascending order: what a client far back works out its own place
/// from, with the shared document alone.
public struct PositionCurve: Equatable, Sendable {
  public struct Point: Equatable, Sendable {
    public let orderKey: OrderKey
    public let ahead: Int

    public init(orderKey: OrderKey, ahead: Int) {
      self.orderKey = orderKey
      self.ahead = ahead
    }
  }

  /// More would make the shared document longer without making anybody's guess much better.
  public static let pointsMax = 32

  public var points: [Point]

  public init(points: [Point] = []) { self.points = points }

  /// About how many are ahead of `key`: between two points by proportion of the score, since people come at some rate.
  /// Nil if the curve is empty; 0 before its first point.
  public func estimatedAhead(of key: OrderKey) -> Int? {
    guard let last = points.last else { return nil }
    guard let upper = points.firstIndex(where: { key <= $0.orderKey }) else { return last.ahead + 1 }
    guard upper > 0, key < points[upper].orderKey else { return points[upper].ahead }
    let (before, after) = (points[upper - 1], points[upper])
    guard before.orderKey.epoch == after.orderKey.epoch, key.epoch == before.orderKey.epoch else { return after.ahead }
    let span = Double(after.orderKey.score - before.orderKey.score)
    let part = Double(key.score - before.orderKey.score) / max(span, 1)
    return before.ahead + Int((Double(after.ahead - before.ahead) * part).rounded())
  }

  public func write(to json: inout JSONWriter) {
    json.beginArray()
    for point in points {
      json.beginArray()
      json.value(point.orderKey.text)
      json.value(point.ahead)
      json.endArray()
    }
    json.endArray()
  }
}
