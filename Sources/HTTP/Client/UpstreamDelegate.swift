public import HTTPWire
public import Primitives

/// Takes the events of one request to an upstream server. None comes from within `UpstreamPool.request`, and none after
/// `upstreamEnded`, `upstreamFailed` or `UpstreamCall.cancel()`.
public protocol UpstreamDelegate: AnyObject {
  /// A connection is there, the head is written, and the body, if one was announced to be written piece by piece, may follow.
  func upstreamReady(_ call: UpstreamCall)
  /// The final response's head; valid until the call ends.
  func upstreamHead(_ head: ResponseHead, _ call: UpstreamCall)
  /// A piece of the body, gone when this returns. False: no more until `UpstreamCall.resume()`.
  func upstreamBody(_ bytes: ByteView, _ call: UpstreamCall) -> Bool
  /// The response is complete.
  func upstreamEnded(_ call: UpstreamCall)
  /// The call is over without a whole response.
  func upstreamFailed(_ fault: UpstreamFault, _ call: UpstreamCall)
  /// After `UpstreamCall.write` had returned false: the server has taken everything.
  func upstreamDrained(_ call: UpstreamCall)
}

extension UpstreamDelegate {
  public func upstreamReady(_ call: UpstreamCall) {}
  public func upstreamDrained(_ call: UpstreamCall) {}
}
