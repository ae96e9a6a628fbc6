/// Why form data was refused.
public enum FormFault: String, Error, Equatable, Sendable, CaseIterable, CustomStringConvertible {
  case badEscape = "the form holds a percent sign without two hexadecimal digits"
  case invalidUTF8 = "the form isn't UTF-8"
  case tooManyItems = "the form has more fields than this server takes"
  case repeatedName = "a field stands in the form twice"

  public var description: String { rawValue }
}
