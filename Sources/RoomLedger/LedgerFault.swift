internal import Postgres

/// Why the ledger gave no answer.
public enum LedgerFault: Error, Equatable, Sendable {
  /// PostgreSQL can't be reached; nothing was changed.
  case away(String)
  /// A named bound was reached; nothing was changed.
  case overloaded
  /// The deadline passed; nothing was changed.
  case timeout
  /// The answer is lost: the change may have happened. Asking again with the same key is safe.
  case unknownOutcome(String)
  /// PostgreSQL refused what was asked, by a constraint or for another reason that will not pass by itself.
  case refused(String)
}

extension LedgerFault {
  init(_ fault: PostgresFault) {
    switch fault {
    case .away(let why): self = .away(why)
    case .overloaded: self = .overloaded
    case .timeout: self = .timeout
    case .unknownOutcome(let why): self = .unknownOutcome(why)
    case .sqlState(let error):
      if fault.isOutage { self = .away(error.message) } else { self = .refused(error.description) }
    }
  }

  /// Asking again a little later may help.
  public var isRetryable: Bool {
    if case .refused = self { return false }
    return true
  }
}

extension LedgerFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .away(let why): "the room ledger can't be reached: \(why)"
    case .overloaded: "too many requests wait for the room ledger"
    case .timeout: "the room ledger took longer than the deadline; nothing was changed"
    case .unknownOutcome(let why): "the room ledger's answer is lost: \(why)"
    case .refused(let why): "the room ledger refused: \(why)"
    }
  }
}
