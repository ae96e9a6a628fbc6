/// A YAML document as a tree in which everything knows its place. Scalars stay text: their type is for whoever reads
/// the key to say, so that `no` can be a name.
public struct YAMLNode: Sendable, Equatable {
  public enum Value: Sendable, Equatable {
    /// `isPlain`: written without quotes, so `null` and numbers are meant as such.
    case scalar(String, isPlain: Bool)
    case sequence([YAMLNode])
    /// In the order of the text; a key may come twice, which the reader of the mapping reports.
    case mapping([YAMLEntry])
  }

  public var value: Value
  public var position: YAMLPosition

  public init(_ value: Value, at position: YAMLPosition) {
    self.value = value
    self.position = position
  }

  /// Plain `null`, `~` or nothing at all.
  public var isNull: Bool {
    guard case .scalar(let text, isPlain: true) = value else { return false }
    return ["null", "~", ""].contains(text)
  }

  /// What it is, for messages.
  public var kind: String {
    switch value {
    case .scalar: isNull ? "empty" : "a single value"
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }
}
