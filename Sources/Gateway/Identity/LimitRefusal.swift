import EventLoop
import HTTP
import HTTPWire
import Limits
import Primitives

/// 429 `rate_limited`: which limit, how long to wait, and the draft's `RateLimit` fields.
enum LimitRefusal {
  static func refuse(_ exchange: Exchange, _ verdict: LimitVerdict, _ checks: [LimitCheck]) {
    let limit = verdict.refusedIndex.map { checks[$0].limit.name } ?? "limit"
    let problem = Problem(
      .rateLimited, detail: "too many requests for the limit \(limit)", retryAfterSeconds: verdict.retryAfterSeconds,
      members: [JSONObject.Field(name: "limit", value: .string(limit))])
    exchange.refuse(problem) { headers in
      headers.field("RateLimit-Policy") { LimitHeaders.appendPolicy(checks, to: $0) }
      headers.field("RateLimit") { LimitHeaders.appendStanding(verdict, checks, to: $0) }
    }
  }
}
