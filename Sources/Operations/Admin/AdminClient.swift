import EventLoop
import HTTP
import HTTPWire
import Primitives

/// Speaks to the admin listener for a command: each call returns when the answer is there.
final class AdminClient {
  private let access: AdminAccess
  private let loop: Loop
  private let client: HTTPClient
  private let connection: HTTPClientConnection

  init(_ access: AdminAccess) throws(CommandFault) {
    self.access = access
    do throws(LoopError) {
      loop = try Loop()
    } catch {
      throw .fault("can't make an event loop: \(error)")
    }
    client = HTTPClient(loop: loop, endpoint: access.endpoint)
    connection = client.makeConnection()
  }

  /// Ends the connection and the loop.
  func close() {
    client.close()
    loop.close()
  }

  func get(_ target: String) throws(CommandFault) -> AdminReply { try send(.get, target) }

  func post(_ target: String) throws(CommandFault) -> AdminReply { try send(.post, target, body: "") }

  /// A merge patch; with `version` only if nobody changed it since.
  func patch(_ target: String, _ body: String, version: String?) throws(CommandFault) -> AdminReply {
    try send(.patch, target, body: body, version: version)
  }

  private func send(
    _ method: HTTPMethod, _ target: String, body: String? = nil, version: String? = nil
  ) throws(CommandFault) -> AdminReply {
    var answer: Result<AdminReply, UpstreamFault>?
    let (targetBytes, hostBytes) = (Array(target.utf8), Array(access.authority.utf8))
    targetBytes.withUnsafeBytes { target in
      hostBytes.withUnsafeBytes { host in
        connection.request(
          method, target: ByteView(target), host: ByteView(host),
          headers: { headers in
            headers.field("Authorization", "Bearer \(access.token)")
            headers.field("Accept", "application/json" as StaticString)
            if body?.isEmpty == false { headers.field("Content-Type", "application/merge-patch+json" as StaticString) }
            if let version { headers.field("If-Match", version) }
          }, body: body.map { Array($0.utf8) }
        ) { [loop] result in
          answer = result.map { response in
            AdminReply(status: response.status, etag: response.head.first("etag")?.string, body: response.body)
          }
          loop.stop()
        }
      }
    }
    while true {
      switch answer {
      case .success(let reply): return reply
      case .failure(let fault):
        throw .unreachable("no answer from the admin listener http://\(access.authority): \(fault)")
      case nil: loop.run()
      }
    }
  }
}
