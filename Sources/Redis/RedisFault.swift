/// Why a command has no answer that can be used.
public enum RedisFault: Error, Equatable, Sendable {
  /// No connection. If one broke after the command was sent, Redis may have carried it out all the same.
  case away(String)
  /// Not answered in time; it may have been, or may still be, carried out.
  case timeout
  /// Too many commands wait for their answers; this one was not sent.
  case overloaded
  /// Redis answered with an error: its code in capitals and its text.
  case server(String)
}

extension RedisFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .away(let reason): "Redis can't be reached: \(reason)"
    case .timeout: "Redis did not answer in time"
    case .overloaded: "too many commands wait for Redis"
    case .server(let text): "Redis answered: \(text)"
    }
  }
}
