/// One thing wrong with a configuration: where, what, and what to write instead.
public struct ConfigurationFault: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file's name as it was given.
  public var file: String
  /// Nil for a value that no file set.
  public var position: YAMLPosition?
  public var message: String

  public init(file: String, position: YAMLPosition?, message: String) {
    self.file = file
    self.position = position
    self.message = message
  }

  /// `file:line:column: what, and what to write instead`.
  public var description: String {
    guard let position else { return "\(file): \(message)" }
    return "\(file):\(position.line):\(position.column): \(message)"
  }
}
