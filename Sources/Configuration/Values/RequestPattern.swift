/// Which requests something is for: a path pattern, and before it a method if only one is meant. `POST /bookings/hold`.
public struct RequestPattern: Sendable, Hashable, CustomStringConvertible {
  /// Nil: every method.
  public let method: RequestMethod?
  public let path: PathPattern

  public init?(_ text: String) {
    let parts = text.split(separator: " ", omittingEmptySubsequences: false)
    switch parts.count {
    case 1: method = nil
    case 2:
      guard let method = RequestMethod(rawValue: String(parts[0])) else { return nil }
      self.method = method
    default: return nil
    }
    guard let path = PathPattern(String(parts[parts.count - 1])) else { return nil }
    self.path = path
  }

  public var description: String { method.map { "\($0.rawValue) \(path)" } ?? path.description }
}
