/// One question to a limit: may this subject do that now?
public struct LimitCheck: Hashable, Sendable {
  /// Checks of one request; past it the configuration is at fault.
  public static let countMax = 16

  public let limit: Limit
  public let subject: LimitSubject
  /// How many tokens it takes; at most the limit's burst.
  public let tokens: Int

  public init(_ limit: Limit, subject: LimitSubject, tokens: Int = 1) {
    precondition(tokens >= 1 && tokens <= limit.burst, "a request may take from 1 token to the whole bucket")
    self.limit = limit
    self.subject = subject
    self.tokens = tokens
  }
}
