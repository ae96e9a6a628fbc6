public import EventLoop
import HTTPWire

/// Makes single client connections to one server, such as those of the load driver's users. They share one set of deadlines.
public final class HTTPClient {
  public let loop: Loop
  public let endpoint: Endpoint
  public let limits: UpstreamLimits
  /// The longest response body that is gathered; past it the request fails.
  public let bodyBytesMax: Int
  let wheel: DeadlineWheel
  var clients = SlotTable<HTTPClientConnection>()

  /// `close()` it before its loop is closed.
  public init(
    loop: Loop, endpoint: Endpoint, limits: UpstreamLimits = UpstreamLimits(), bodyBytesMax: Int = 16 << 20
  ) {
    self.loop = loop
    self.endpoint = endpoint
    self.limits = limits
    self.bodyBytesMax = bodyBytesMax
    let reference = Reference()
    wheel = DeadlineWheel(loop: loop) { reference.client?.clients[$0]?.connection?.deadlineExpired() }
    reference.client = self
  }

  /// Breaks the circle between the wheel and its owner.
  private final class Reference {
    weak var client: HTTPClient?
  }

  /// A connection that is made with the first request, from that source address if one is given.
  public func makeConnection(from source: NetworkAddress? = nil) -> HTTPClientConnection {
    let slot = clients.reserveSlot()
    let connection = HTTPClientConnection(client: self, slot: slot, source: source)
    clients.insert(connection, at: slot)
    return connection
  }

  /// Closes every connection.
  public func close() {
    for client in clients.all { client.close() }
    wheel.close()
  }
}
