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
    self.message = Self.oneLine(message)
  }

  /// `file:line:column: what, and what to write instead`.
  public var description: String {
    guard let position else { return "\(file): \(message)" }
    return "\(file):\(position.line):\(position.column): \(message)"
  }

  /// Whatever the file has in its keys and values, a fault is one line: control characters are shown as escapes.
  private static func oneLine(_ message: String) -> String {
    var line = ""
    for scalar in message.unicodeScalars {
      let isControl =
        scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) || [0x2028, 0x2029].contains(scalar.value)
      line += isControl ? scalar.escaped(asASCII: true) : String(scalar)
    }
    return line
  }
}
