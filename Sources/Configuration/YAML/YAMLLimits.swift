/// How much a YAML text may ask of its reader.
public struct YAMLLimits: Sendable {
  public var bytes: Int
  public var depth: Int
  public var nodes: Int

  public init(bytes: Int = 1_048_576, depth: Int = 32, nodes: Int = 100_000) {
    self.bytes = bytes
    self.depth = depth
    self.nodes = nodes
  }
}
