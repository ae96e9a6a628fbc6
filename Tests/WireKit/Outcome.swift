/// What a connection's bytes turned out to be, as a value that two runs can be compared by.
public struct Outcome: Equatable, Sendable, CustomStringConvertible {
  public struct Message: Equatable, Sendable {
    public var start: String
    public var headers: [String]
    public var body: [UInt8] = []
    public var isComplete = false

    public init(start: String, headers: [String]) {
      self.start = start
      self.headers = headers
    }
  }

  public var messages: [Message] = []
  /// Why it ended before the bytes did; nil if they were used up.
  public var fault: String?

  public var completeCount: Int { messages.filter(\.isComplete).count }
  public var body: [UInt8] { messages.flatMap(\.body) }

  public var description: String {
    let parts = messages.map { "\($0.start) \($0.headers) body \($0.body.count) complete \($0.isComplete)" }
    return "\(parts) fault \(fault ?? "none")"
  }
}
