/// Why a well-formed JSON value isn't what was asked for: the field's path, and what was expected there.
public struct JSONFieldFault: Error, Equatable, Sendable, CustomStringConvertible {
  /// The field from the root on, as in `items[2].seat_id`; empty for the document itself.
  public let path: String
  public let message: String

  public init(path: String, message: String) {
    self.path = path
    self.message = message
  }

  /// As in: field `seat_ids`: expected a list of strings.
  public var description: String { path.isEmpty ? message : "field `\(path)`: \(message)" }
}
