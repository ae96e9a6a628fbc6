/// An error as a page: what a browser gets where a program gets `application/problem+json`.
public struct ProblemPageModel: Sendable {
  public var status: Int
  /// The problem's `code`, as in "rate_limited".
  public var code: String
  public var requestID: String?
  /// From `Retry-After`.
  public var retryAfterSeconds: Int?
  /// Where to go on; nil: the shop.
  public var backPath: String?

  public init(
    status: Int, code: String, requestID: String? = nil, retryAfterSeconds: Int? = nil, backPath: String? = nil
  ) {
    self.status = status
    self.code = code
    self.requestID = requestID
    self.retryAfterSeconds = retryAfterSeconds
    self.backPath = backPath
  }
}
