/// Why a text was not read as YAML.
public struct YAMLFault: Error, Sendable, Equatable {
  public var position: YAMLPosition
  public var message: String

  public init(at position: YAMLPosition, _ message: String) {
    self.position = position
    self.message = message
  }
}
