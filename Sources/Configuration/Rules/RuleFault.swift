/// A value that is fine alone but not together with others.
public struct RuleFault: Sendable, Equatable {
  /// The key it is told at, as in `rooms.demo.fail`.
  public var path: String
  /// Other keys that take part in it: it is told at one of these if the file sets only them, and not at all if one of them
  /// has a fault of its own.
  public var involved: [String] = []
  /// What, and what to write instead.
  public var message: String
}
