import HTTPWire
import Primitives

/// What pages of other origins may do (Fetch, "CORS protocol"): nothing, but for an allow-list. An origin is never reflected
/// because it asks; what is allowed was written down for each origin at the start.
struct CrossOrigin: Sendable {
  /// By origin in lower case: the header lines of answers to its pages.
  private let answers: [String: [UInt8]]
  private let preflights: [String: [UInt8]]

  /// Nil if no origin is allowed: then answers say nothing of origins.
  init?(allowedOrigins: [String], preflightSeconds: Int) {
    guard !allowedOrigins.isEmpty else { return nil }
    var answers: [String: [UInt8]] = [:]
    var preflights: [String: [UInt8]] = [:]
    for origin in allowedOrigins.map({ $0.lowercased() }) {
      let allowed = """
        Access-Control-Allow-Origin: \(origin)\r
        Access-Control-Allow-Credentials: true\r

        """
      answers[origin] = Array((CrossOrigin.varying + allowed + CrossOrigin.exposed).utf8)
      preflights[origin] = Array(
        (CrossOrigin.varying + allowed + CrossOrigin.permitted + "Access-Control-Max-Age: \(preflightSeconds)\r\n").utf8
      )
    }
    self.answers = answers
    self.preflights = preflights
  }

  /// Caches must not give one origin's answer to another's page.
  private static let varying = "Vary: Origin\r\n"
  private static let exposed =
    "Access-Control-Expose-Headers: ETag, Location, RateLimit, RateLimit-Policy, Retry-After, Usher-Hold\r\n"
  private static let permitted = """
    Access-Control-Allow-Methods: GET, HEAD, POST, PUT, PATCH, DELETE\r
    Access-Control-Allow-Headers: Accept, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, \
    Usher-Assertion, Usher-Hold, Usher-Pass, Usher-Ticket, X-Requested-With\r

    """

  /// What the answer to this request says of origins.
  func fields(for head: RequestHead) -> [UInt8] {
    allowed(head).flatMap { answers[$0] } ?? Array(CrossOrigin.varying.utf8)
  }

  /// Whether a browser asks for leave before the request itself.
  static func isPreflight(_ head: RequestHead) -> Bool {
    head.method == .options && head.has("origin") && head.has("access-control-request-method")
  }

  /// The leave that it gets; nil: none.
  func preflight(_ head: RequestHead) -> [UInt8]? { allowed(head).flatMap { preflights[$0] } }

  private func allowed(_ head: RequestHead) -> String? { head.only("origin").map { $0.string.lowercased() } }
}
