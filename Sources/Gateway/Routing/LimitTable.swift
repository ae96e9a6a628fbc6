import Configuration
import HTTP
import HTTPWire
import Limits
import Primitives
import WaitingRoom

/// Which limits a request has to stay within: the configured ones, by the pattern that they are for.
struct LimitTable: Sendable {
  private struct Entry: Sendable {
    let limit: Limit
    let key: LimitConfiguration.Key
    let requests: [(method: HTTPMethod?, path: PathMatcher)]

    func applies(to head: RequestHead) -> Bool {
      if requests.isEmpty { return true }
      for request in requests where request.method == nil || request.method == head.method {
        if request.path.matches(head.path) { return true }
      }
      return false
    }
  }

  private let entries: [Entry]

  init(_ limits: [LimitConfiguration]) {
    entries = limits.map { limit in
      Entry(
        limit: Limit(
          name: limit.id, count: limit.count, periodMicroseconds: limit.period.microseconds,
          burst: limit.effectiveBurst),
        key: limit.key,
        requests: limit.requests.map { ($0.method.map(HTTPMethod.init), PathMatcher($0.path)) })
    }
  }

  /// The checks for a request of somebody; limits by what nobody knows of him (no pass, no user) don't count.
  func checks(_ head: RequestHead, _ caller: LimitCaller) -> [LimitCheck] {
    var checks: [LimitCheck] = []
    for entry in entries where entry.applies(to: head) {
      if let subject = caller.subject(entry.key) { checks.append(LimitCheck(entry.limit, subject: subject)) }
    }
    return checks
  }
}
