/// A key of a mapping with its value.
public struct YAMLEntry: Sendable, Equatable {
  public var key: String
  public var keyPosition: YAMLPosition
  public var value: YAMLNode

  public init(key: String, at keyPosition: YAMLPosition, value: YAMLNode) {
    self.key = key
    self.keyPosition = keyPosition
    self.value = value
  }
}
