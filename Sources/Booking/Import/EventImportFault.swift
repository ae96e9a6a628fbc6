internal import Primitives

/// Why a file is no event.
public struct EventImportFault: Error, Equatable, Sendable, CustomStringConvertible {
  /// As in `field "sections[2].rows[0].seats[4].number": …`.
  public let description: String

  public init(_ description: String) { self.description = description }

  init(_ fault: JSONFieldFault) { description = fault.description }

  static func at(_ path: String, _ message: String) -> EventImportFault {
    EventImportFault(JSONFieldFault(path: path, message: message))
  }
}
