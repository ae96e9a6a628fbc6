public import Primitives

/// The fields `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers) for a request's limits.
public enum LimitHeaders {
  /// `"joins-per-network";q=30;w=30`: so many at once, and a full bucket again after so many seconds.
  public static func appendPolicy(_ checks: [LimitCheck], to buffer: ByteBuffer) {
    for (index, check) in checks.enumerated() {
      if index > 0 { buffer.append(", " as StaticString) }
      appendName(check.limit, to: buffer)
      buffer.append(";q=" as StaticString)
      buffer.appendDecimal(check.limit.burst)
      buffer.append(";w=" as StaticString)
      buffer.appendDecimal(seconds(check.limit.windowMicroseconds))
    }
  }

  /// `"joins-per-network";r=12;t=18`, of the tightest limit.
  public static func appendStanding(_ verdict: LimitVerdict, _ checks: [LimitCheck], to buffer: ByteBuffer) {
    guard let index = verdict.tightestIndex, index < checks.count, index < verdict.standings.count else { return }
    appendName(checks[index].limit, to: buffer)
    buffer.append(";r=" as StaticString)
    buffer.appendDecimal(verdict.standings[index].remaining)
    buffer.append(";t=" as StaticString)
    buffer.appendDecimal(
      seconds(
        verdict.refusedIndex == index ? verdict.retryAfterMicroseconds : verdict.standings[index].resetMicroseconds))
  }

  private static func appendName(_ limit: Limit, to buffer: ByteBuffer) {
    buffer.append(byte: UInt8(ascii: "\""))
    buffer.append(limit.name)
    buffer.append(byte: UInt8(ascii: "\""))
  }

  private static func seconds(_ microseconds: Int64) -> Int { Int((microseconds + 999_999) / 1_000_000) }
}
