public import Primitives

/// What the gateway vouches for when it hands a request to an origin. Views are read during the call and not kept; a
/// missing part is empty.
public struct OriginRequest {
  public var method: ByteView
  /// Path and query exactly as they are sent to the origin.
  public var target: ByteView
  public var user: ByteView
  public var room: ByteView
  public var passID: ByteView
  public var network: ByteView

  public init(
    method: ByteView, target: ByteView, user: ByteView, room: ByteView, passID: ByteView, network: ByteView
  ) {
    self.method = method
    self.target = target
    self.user = user
    self.room = room
    self.passID = passID
    self.network = network
  }
}
