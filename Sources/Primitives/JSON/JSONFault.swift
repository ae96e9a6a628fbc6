/// Why a text was refused as JSON, and where.
public struct JSONFault: Error, Equatable, Sendable, CustomStringConvertible {
  public enum Reason: String, Equatable, Sendable {
    case tooLong = "the text is too long"
    case tooDeep = "lists and objects are nested too deeply"
    case tooManyValues = "there are too many values"
    case unexpectedEnd = "the text ends too early"
    case trailingBytes = "something follows the end of the value"
    case unexpectedByte = "this can't stand here"
    case invalidNumber = "this isn't a JSON number"
    case invalidEscape = "this isn't a JSON escape"
    case loneSurrogate = "half of a surrogate pair stands alone"
    case controlCharacter = "a control character must be escaped"
    case invalidUTF8 = "this isn't UTF-8"
    case duplicateName = "this name stands twice in one object"
  }

  /// Bytes before the fault.
  public let offset: Int
  public let reason: Reason

  public init(offset: Int, reason: Reason) {
    self.offset = offset
    self.reason = reason
  }

  public var description: String { "\(reason.rawValue) (at byte \(offset))" }
}
