import EventLoop
import HTTP
import HTTPWire
import Primitives
import TestKit

/// An origin which answers with what it was asked: request line, fields and body as plain lines. Paths that end in
/// `/complete` answer with `Usher-Command: complete`, those in `/cached` with a public cache header, `/error` with 500.
/// `/stock` says what the test says that the event has.
final class EchoOrigin {
  private let thread: LoopThread
  private let stock = Stock()
  let port: Int

  init() throws {
    let port = Box()
    let stock = stock
    let slot = LoopSlot<(HTTPServer, Handler)>()
    thread = try LoopThread.start(name: "echo-origin") { loop in
      let handler = Handler(stock: stock)
      let server = HTTPServer(loop: loop, handler: handler)
      slot.fill((server, handler))
      let endpoint = try? server.listen(on: .loopback(port: 0))
      port.value.withLock { $0 = endpoint?.port ?? 0 }
    }
    try waitUntil("it comes about", timeout: .seconds(5)) { port.value.withLock { $0 } != nil }
    self.port = Int(port.value.withLock { $0 } ?? 0)
  }

  func stop() {
    thread.stop()
    thread.join()
  }

  func setStock(free: Int, held: Int, inPayment: Int, sold: Int) {
    stock.figures.withLock {
      $0 = "\"free\":\(free),\"held\":\(held),\"in_payment\":\(inPayment),\"sold\":\(sold)"
    }
  }

  private final class Stock: Sendable {
    let figures = Locked<String?>(nil)
  }

  private final class Box: Sendable {
    let value = Locked<UInt16?>(nil)
  }

  private final class Handler: HTTPHandler {
    private let stock: Stock

    init(stock: Stock) { self.stock = stock }

    func handle(_ exchange: Exchange) {
      if exchange.head.path.equals("/stock") { return answerStock(exchange) }
      exchange.collectBody(max: 4 << 20) { result in
        let text = ByteBuffer(capacity: 1_024)
        text.append(exchange.head.methodName)
        text.append(" ")
        text.append(exchange.head.target)
        text.append("\n")
        exchange.head.forEach { name, value in
          text.append(name)
          text.append(": ")
          text.append(value)
          text.append("\n")
        }
        text.append("\n")
        if case .success(let body) = result { text.append(body) }
        let path = exchange.head.path
        exchange.respond(
          status: path.hasSuffix("/error") ? 500 : 200, contentType: "text/plain",
          headers: { headers in
            if path.hasSuffix("/complete") { headers.field("Usher-Command", "complete" as StaticString) }
            if path.hasSuffix("/cached") {
              headers.field("Cache-Control", "public, s-maxage=60, max-age=5" as StaticString)
            }
            headers.field("Set-Cookie", "usher_pass_demo=stolen; Path=/" as StaticString)
            headers.field("Set-Cookie", "basket=7; Path=/" as StaticString)
          }, body: text.readable)
      }
    }

    private func answerStock(_ exchange: Exchange) {
      let text = ByteBuffer(capacity: 256)
      text.append("{\"events\":[")
      if let figures = stock.figures.withLock({ $0 }) {
        text.append("{\"event_id\":\"demo\",\"as_of\":\"\(exchange.loop.wallNow.rfc3339)\",\(figures)}")
      }
      text.append("]}")
      exchange.respond(status: 200, contentType: "application/json", body: text.readable)
    }
  }
}
