/// The decision of `lua/parts/limits.lua` for one subject, as a value: what scripts are tested against, and what a process
/// counts by itself where no store is worth asking. Time is a parameter.
public struct TokenBucket: Equatable, Sendable {
  /// When the bucket is full again; not after now: it is.
  public private(set) var fullAtMicroseconds: Int64

  public init() { fullAtMicroseconds = 0 }

  /// How long until `tokens` would be granted; 0: now.
  public func wait(for tokens: Int, of limit: Limit, at now: Int64) -> Int64 {
    max(0, fullAt(limit, now) + limit.tokenMicroseconds * Int64(tokens) - now - limit.windowMicroseconds)
  }

  /// Takes the tokens, whether or not they are there: ask `wait` before.
  public mutating func take(_ tokens: Int, of limit: Limit, at now: Int64) {
    fullAtMicroseconds = fullAt(limit, now) + limit.tokenMicroseconds * Int64(tokens)
  }

  public func standing(of limit: Limit, at now: Int64) -> LimitVerdict.Standing {
    let untilFull = fullAt(limit, now) - now
    let missing = (untilFull + limit.tokenMicroseconds - 1) / limit.tokenMicroseconds
    return LimitVerdict.Standing(remaining: limit.burst - Int(missing), resetMicroseconds: untilFull)
  }

  private func fullAt(_ limit: Limit, _ now: Int64) -> Int64 {
    min(max(fullAtMicroseconds, now), now + limit.windowMicroseconds)
  }

  /// Decides several limits together.
  public static func decide(_ checks: [LimitCheck], _ buckets: inout [TokenBucket], at now: Int64) -> LimitVerdict {
    precondition(checks.count == buckets.count, "a bucket for each check")
    var refused: (index: Int, wait: Int64)?
    for (index, check) in checks.enumerated() {
      let wait = buckets[index].wait(for: check.tokens, of: check.limit, at: now)
      if wait > refused?.wait ?? 0 { refused = (index, wait) }
    }
    if refused == nil {
      for (index, check) in checks.enumerated() { buckets[index].take(check.tokens, of: check.limit, at: now) }
    }
    return LimitVerdict(
      refusedIndex: refused?.index, retryAfterMicroseconds: refused?.wait ?? 0,
      standings: checks.indices.map { buckets[$0].standing(of: checks[$0].limit, at: now) })
  }
}
