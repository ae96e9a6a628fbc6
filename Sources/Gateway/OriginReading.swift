import EventLoop
import HTTP
import HTTPWire
import Primitives
import RoomStore
import WaitingRoom

/// Reads a small document from an origin, over and over, on one connection: figures that the gateway shows or merges.
/// Lives on the gateway's main loop.
final class OriginReading {
  private let client: HTTPClient
  private let connection: HTTPClientConnection
  private let target: [UInt8]
  private var isAsking = false

  init(loop: Loop, endpoint: Endpoint, target: StaticString, bodyBytesMax: Int) {
    var limits = UpstreamLimits()
    limits.connectMilliseconds = 500
    limits.responseHeadMilliseconds = 1_000
    limits.bodyMilliseconds = 1_000
    client = HTTPClient(loop: loop, endpoint: endpoint, limits: limits, bodyBytesMax: bodyBytesMax)
    connection = client.makeConnection()
    self.target = ByteView(target).array
  }

  /// Asks once; `reply` gets the body of a 200, else nil. False, and no reply, while the last question is open.
  @discardableResult
  func read(_ reply: @escaping (ByteView?) -> Void) -> Bool {
    guard !isAsking else { return false }
    isAsking = true
    target.withUnsafeBytes { target in
      connection.request(.get, target: ByteView(target), host: ByteView("usher")) { [weak self] result in
        self?.isAsking = false
        guard case .success(let response) = result, response.status == 200 else { return reply(nil) }
        reply(response.body)
      }
    }
    return true
  }

  func close() { client.close() }
}
