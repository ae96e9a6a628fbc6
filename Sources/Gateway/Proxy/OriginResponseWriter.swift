import HTTPWire
import Primitives

/// Writes an origin's answer as the visitor is to see it: without what concerned only the hop from the origin, without
/// what it told the gateway, and without cookies that pass for the gateway's own.
enum OriginResponseWriter {
  /// - Parameter isOwn: what other origins' pages may read is the gateway's to say, not the origin's.
  static func write(_ head: ResponseHead, isPrivate: Bool, isOwn: Bool, to headers: HeaderWriter) {
    let hopByHop = HopByHop(head)
    var hasCacheControl = false
    head.forEach { name, value in
      if hopByHop.removes(name) || isDropped(name) { return }
      if isOwn, name.hasPrefixIgnoringCase("access-control-") { return }
      if name.equalsIgnoringCase("set-cookie"), isOwnCookie(value) { return }
      if isPrivate, name.equalsIgnoringCase("cache-control") {
        hasCacheControl = true
        return headers.field("Cache-Control") { appendPrivate(value, to: $0) }
      }
      // Caches between here and the visitor would read them as leave to keep it.
      if isPrivate, name.equalsIgnoringCase("expires") || name.equalsIgnoringCase("surrogate-control") { return }
      headers.field(name, value)
    }
    if isPrivate, !hasCacheControl { headers.field("Cache-Control", "private" as StaticString) }
  }

  private static func isDropped(_ name: ByteView) -> Bool {
    name.equalsIgnoringCase("content-length")
      || name.hasPrefixIgnoringCase("usher-")
        && !name.equalsIgnoringCase("usher-hold")
  }

  private static func isOwnCookie(_ value: ByteView) -> Bool {
    guard let equals = value.firstIndex(of: UInt8(ascii: "=")) else { return false }
    return CookieNames.isOwn(value.slice(from: 0, to: equals).trimmed)
  }

  /// The directives that are as good for one visitor, after `private`.
  private static func appendPrivate(_ value: ByteView, to buffer: ByteBuffer) {
    buffer.append("private" as StaticString)
    ListValue.forEachElement(of: value) { directive in
      if directive.equalsIgnoringCase("public") || directive.equalsIgnoringCase("private") { return }
      if directive.hasPrefixIgnoringCase("s-maxage") || directive.hasPrefixIgnoringCase("stale-while") { return }
      buffer.append(", " as StaticString)
      buffer.append(directive)
    }
  }
}
