/// A value that is fine alone but not together with others.
public struct RuleFault: Sendable, Equatable {
  /// The key it is told at, as in `rooms.demo.fail`.
  public var path: String
  /// What, and what to write instead.
  public var message: String
}
