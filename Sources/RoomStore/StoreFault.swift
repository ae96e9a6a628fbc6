internal import Redis

/// Why the store gave no answer about a room.
public enum StoreFault: Error, Equatable, Sendable {
  /// Redis can't be reached, or is the wrong one to talk to. What was sent before it went may have been carried out.
  case away(String)
  /// No answer in time. It may have been, or may still be, carried out.
  case timeout
  /// Too many commands wait for Redis; this one was not sent.
  case overloaded
  /// Redis knows nothing of the room, or only an older epoch: it was lost, or not opened yet. An admitter mends it.
  case uninitialised
  /// An answer that makes no sense: Redis holds another program's scripts or keys.
  case broken(String)
}

extension StoreFault {
  init(_ fault: RedisFault) {
    switch fault {
    case .away(let reason): self = .away(reason)
    case .timeout: self = .timeout
    case .overloaded: self = .overloaded
    case .server(let text):
      let transient = ["LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "BUSY", "NOAUTH", "WRONGPASS", "TRYAGAIN"]
      self = transient.contains { text.hasPrefix($0) } ? .away(text) : .broken(text)
    }
  }
}

extension StoreFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .away(let reason): "Redis is away: \(reason)"
    case .timeout: "Redis did not answer in time"
    case .overloaded: "too many commands wait for Redis"
    case .uninitialised: "Redis does not hold the room"
    case .broken(let reason): "Redis gave an answer that makes no sense: \(reason)"
    }
  }
}
