import EventLoop

/// Whoever makes upstream connections and calls: the pool, or a single client.
protocol UpstreamOwner: AnyObject {
  var loop: Loop { get }
  var limits: UpstreamLimits { get }
  var wheel: DeadlineWheel { get }
  /// The connection's call has ended cleanly; it may have another.
  func connectionReleased(_ connection: UpstreamConnection)
  /// The connection's response turns out to be an event stream. False: there are too many already.
  func streamBegan() -> Bool
  /// The stream has ended, and its connection is about to be gone.
  func streamEnded()
  /// The connection is gone.
  func connectionClosed(_ connection: UpstreamConnection)
  /// The server had closed the connection before the call's response began.
  func callRetried(_ call: UpstreamCall)
  /// The call was cancelled while it waited.
  func callForgotten(_ call: UpstreamCall)
  func callFailed(_ fault: UpstreamFault)
}
