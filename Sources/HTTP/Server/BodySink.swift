public import Primitives

/// Takes a request's body piece by piece.
public protocol BodySink: AnyObject {
  /// The bytes are gone when this returns. False: send no more until `Exchange.resumeBody()`.
  func bodyReceived(_ bytes: ByteView) -> Bool
  /// The body is complete.
  func bodyEnded()
  /// The rest of the body will not come; the exchange may still be answered.
  func bodyFailed(_ fault: BodyFault)
}
