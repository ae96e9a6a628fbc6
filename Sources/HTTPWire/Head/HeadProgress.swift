/// How far a head has got.
public enum HeadProgress: Equatable, Sendable {
  /// Call again with the same bytes and more behind them.
  case incomplete
  /// The head took so many bytes; the body begins behind them.
  case complete(consumed: Int)
}
