import Primitives

/// The head of a request that has passed every rule: method, target, headers, and what they mean.
public final class RequestHead: MessageHead {
  public internal(set) var method = HTTPMethod.get
  /// The client will send its body only after `100 Continue`, or a while.
  public internal(set) var expectsContinue = false
  /// The port in `Host`, if it names one.
  public internal(set) var port: Int?
  /// True for `OPTIONS *`: path and query are empty.
  public internal(set) var isAsteriskForm = false
  /// True if the target has a `?`, be the query empty or not.
  public internal(set) var hasQuery = false

  var methodRange = ByteRange.empty
  var targetRange = ByteRange.empty
  var authorityRange = ByteRange.empty
  var pathRange = ByteRange.empty
  var queryRange = ByteRange.empty
  var hostRange = ByteRange.empty

  public override init() { super.init() }

  /// The method's name as it was sent.
  public var methodName: ByteView { view(methodRange) }

  /// The whole target as it was sent; may be in absolute form.
  public var target: ByteView { view(targetRange) }

  /// The target's path, escapes and all; `/` where an absolute target has none.
  public var path: ByteView { pathRange.count == 0 && !isAsteriskForm ? ByteView("/") : view(pathRange) }

  /// What follows the first `?`; empty if nothing does.
  public var query: ByteView { view(queryRange) }

  /// The host of `Host` without port, brackets kept; empty only in HTTP/1.0 without the header.
  public var host: ByteView { view(hostRange) }

  /// Path and query as origin form wants them.
  public func appendOriginForm(to buffer: ByteBuffer) {
    if isAsteriskForm { return buffer.append(byte: UInt8(ascii: "*")) }
    buffer.append(path)
    guard hasQuery else { return }
    buffer.append(byte: UInt8(ascii: "?"))
    buffer.append(query)
  }
}
