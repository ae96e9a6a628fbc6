import Primitives

/// The head of a request that has passed every rule: method, target, headers, and what they mean.
public final class RequestHead: MessageHead {
  /// What the request line and the headers said; see `Common` for the pointer.
  struct Parts {
    var method = HTTPMethod.get
    var expectsContinue = false
    var port: Int?
    var isAsteriskForm = false
    var hasQuery = false
    var methodRange = ByteRange.empty
    var targetRange = ByteRange.empty
    var authorityRange = ByteRange.empty
    var pathRange = ByteRange.empty
    var queryRange = ByteRange.empty
    var hostRange = ByteRange.empty
  }

  let parts: UnsafeMutablePointer<Parts>

  public override init() {
    parts = .allocate(capacity: 1)
    parts.initialize(to: Parts())
    super.init()
  }

  deinit { parts.deallocate() }

  public var method: HTTPMethod { parts.pointee.method }

  /// The client will send its body only after `100 Continue`, or a while.
  public var expectsContinue: Bool { parts.pointee.expectsContinue }

  /// The port in `Host`, if it names one.
  public var port: Int? { parts.pointee.port }

  /// True for `OPTIONS *`: path and query are empty.
  public var isAsteriskForm: Bool { parts.pointee.isAsteriskForm }

  /// True if the target has a `?`, be the query empty or not.
  public var hasQuery: Bool { parts.pointee.hasQuery }

  /// The method's name as it was sent.
  public var methodName: ByteView { view(parts.pointee.methodRange) }

  /// The whole target as it was sent; may be in absolute form.
  public var target: ByteView { view(parts.pointee.targetRange) }

  /// The target's path, escapes and all; `/` where an absolute target has none.
  public var path: ByteView {
    let range = parts.pointee.pathRange
    return range.count == 0 && !isAsteriskForm ? ByteView("/") : view(range)
  }

  /// What follows the first `?`; empty if nothing does.
  public var query: ByteView { view(parts.pointee.queryRange) }

  /// The host of `Host` without port, brackets kept; empty only in HTTP/1.0 without the header.
  public var host: ByteView { view(parts.pointee.hostRange) }

  /// Path and query as origin form wants them.
  public func appendOriginForm(to buffer: ByteBuffer) {
    if isAsteriskForm { return buffer.append(byte: UInt8(ascii: "*")) }
    buffer.append(path)
    guard hasQuery else { return }
    buffer.append(byte: UInt8(ascii: "?"))
    buffer.append(query)
  }
}
