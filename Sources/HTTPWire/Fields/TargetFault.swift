/// Why a path isn't let through to an origin: two programs could take it for two different resources.
public enum TargetFault: String, Error, Equatable, Sendable, CaseIterable, CustomStringConvertible {
  case notAbsolute = "the path must begin with a slash"
  case emptySegment = "the path holds two slashes in a row"
  case dotSegment = "the path holds a segment of dots"
  case parameters = "the path holds a semicolon"
  case backslash = "the path holds a backslash"
  case encodedSlash = "the path holds an escaped slash or backslash"
  case controlCharacter = "the path holds a control character, escaped or not"
  case badEscape = "the path holds a percent sign without two hexadecimal digits"

  public var description: String { rawValue }
}
