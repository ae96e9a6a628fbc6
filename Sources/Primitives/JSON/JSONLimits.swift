/// How much a JSON document may ask of its reader.
public struct JSONLimits: Sendable {
  /// Length of the whole text.
  public var bytes: Int
  /// Lists and objects inside each other; 1 allows a flat one.
  public var depth: Int
  /// Values of any kind, with lists and objects themselves.
  public var values: Int

  public init(bytes: Int = 65_536, depth: Int = 16, values: Int = 4_096) {
    // The reader recurses once a level: a bound of its own keeps any setting away from the end of the stack.
    precondition(depth >= 0 && depth <= 256, "JSON depth is limited to 256")
    self.bytes = bytes
    self.depth = depth
    self.values = values
  }
}
