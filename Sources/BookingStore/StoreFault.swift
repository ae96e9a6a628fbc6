internal import Postgres

/// Why the booking store gave no answer.
public enum StoreFault: Error, Equatable, Sendable {
  /// PostgreSQL can't be reached; nothing was changed.
  case away(String)
  /// A named bound was reached; nothing was changed.
  case overloaded
  /// The deadline passed; nothing was changed.
  case timeout
  /// Others were at the same rows each time it was tried; nothing was changed.
  case contended
  /// The answer is lost: the change may have happened. Asking again with the same key is safe.
  case unknownOutcome(String)
  /// PostgreSQL refused what was asked, by the named constraint ("" if by none).
  case refused(constraint: String, message: String)

  init(_ fault: PostgresFault) {
    switch fault {
    case .away(let why): self = .away(why)
    case .overloaded: self = .overloaded
    case .timeout: self = .timeout
    case .unknownOutcome(let why): self = .unknownOutcome(why)
    case .sqlState(let error):
      if error.isContention {
        self = .contended
      } else if fault.isOutage {
        self = .away(error.message)
      } else {
        self = .refused(constraint: error.constraint, message: error.description)
      }
    }
  }
}

extension StoreFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .away(let why): "the booking store can't be reached: \(why)"
    case .overloaded: "too many requests wait for the booking store"
    case .timeout: "the booking store took longer than the deadline; nothing was changed"
    case .contended: "too many want the same at once; nothing was changed"
    case .unknownOutcome(let why): "the booking store's answer is lost: \(why)"
    case .refused(_, let message): "the booking store refused: \(message)"
    }
  }
}
