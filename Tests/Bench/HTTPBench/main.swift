import EventLoop
import Glibc
import HTTP
import HTTPWire
import Primitives

/// Serves what a bench asks for: `/` a fixed answer of 512 bytes, `/refuse` a waiting room's refusal with date and
/// request id, `/made` the fixed answer made anew each time. One loop, one core. Prints its port and runs until it is killed.
final class BenchHandler: HTTPHandler {
  private let body = [UInt8](repeating: UInt8(ascii: "x"), count: 512)
  private let fixed: PreparedResponse
  private let refusal = PreparedResponse(Problem(.waitingRoomRequired, detail: "Join the waiting room first."))

  init() {
    fixed = body.withUnsafeBytes { PreparedResponse(status: 200, contentType: "text/plain", body: ByteView($0)) }
  }

  func handle(_ exchange: Exchange) {
    let path = exchange.head.path
    if path.equals("/refuse") { return exchange.respond(refusal) }
    if path.equals("/made") {
      return body.withUnsafeBytes {
        exchange.respond(status: 200, contentType: "text/plain", body: ByteView($0))
      }
    }
    exchange.respond(fixed)
  }
}

let port = CommandLine.arguments.count > 1 ? UInt16(CommandLine.arguments[1]) ?? 0 : 0
let loop = try Loop()
var limits = HTTPServerLimits()
limits.connectionsMax = DescriptorLimit.connectionsMax()
limits.requestsPerConnectionMax = .max
let server = HTTPServer(loop: loop, limits: limits, handler: BenchHandler())
let endpoint = try server.listen(on: .loopback(port: port))
let line = "\(endpoint)\n"
_ = line.withCString { write(1, $0, strlen($0)) }
loop.run()
