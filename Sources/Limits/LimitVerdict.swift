/// What a request's limits came to, all together: granted and charged, or refused and charged to none.
public struct LimitVerdict: Equatable, Sendable {
  /// How a limit stands after the decision.
  public struct Standing: Equatable, Sendable {
    public let remaining: Int
    /// Until the bucket is full again.
    public let resetMicroseconds: Int64

    public init(remaining: Int, resetMicroseconds: Int64) {
      self.remaining = remaining
      self.resetMicroseconds = resetMicroseconds
    }
  }

  /// Which check refused, of those that did the one with the longest wait; nil: granted.
  public let refusedIndex: Int?
  /// How long until it would be granted; 0 if it was.
  public let retryAfterMicroseconds: Int64
  /// One for each check, in their order.
  public let standings: [Standing]

  public init(refusedIndex: Int?, retryAfterMicroseconds: Int64, standings: [Standing]) {
    self.refusedIndex = refusedIndex
    self.retryAfterMicroseconds = retryAfterMicroseconds
    self.standings = standings
  }

  public static let granted = LimitVerdict(refusedIndex: nil, retryAfterMicroseconds: 0, standings: [])

  public var isRefused: Bool { refusedIndex != nil }

  /// For `Retry-After`: whole seconds, rounded up, at least 1.
  public var retryAfterSeconds: Int { max(1, Int((retryAfterMicroseconds + 999_999) / 1_000_000)) }

  /// The limit that `RateLimit` speaks of: the one that refused, else the one with the least left.
  public var tightestIndex: Int? {
    refusedIndex ?? standings.indices.min { standings[$0].remaining < standings[$1].remaining }
  }
}
