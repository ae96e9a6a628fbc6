import Primitives

/// The `Date` header's text, made once a second. Owner: one loop.
public final class HTTPDateCache {
  private let text = ByteBuffer(capacity: 32)
  private var second: Int64 = .min

  public init() {}

  /// The 29 bytes for that moment; valid until the next call.
  public func view(at now: WallInstant) -> ByteView {
    if now.seconds != second {
      second = now.seconds
      text.clear()
      now.appendHTTPDate(to: text)
    }
    return text.readable
  }
}
