public import HTTPWire
public import Primitives

/// A whole response; valid in the callback that gets it.
public struct HTTPClientResponse {
  public let head: ResponseHead
  public let body: ByteView

  public var status: Int { head.status }
}
