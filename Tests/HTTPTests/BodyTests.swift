import EventLoop
import HTTP
import HTTPWire
import Primitives
import TestKit
import Testing

@Suite struct BodyTests {
  static let post = "POST / HTTP/1.1\r\nHost: a\r\n"

  /// Every way to send five bytes.
  @Test(arguments: [
    "Content-Length: 5\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    "Transfer-Encoding: chunked\r\n\r\n1\r\nh\r\n4;a=\"b\"\r\nello\r\n000\r\nTrailer: x\r\n\r\n",
  ]) func `a body is collected up to its limit and not beyond`(rest: String) throws {
    let server = try TestServer { exchange in
      #expect(exchange.hasBody)
      exchange.collectBody(max: exchange.head.target.equals("/5") ? 5 : 4) { result in
        switch result {
        case .success(let body): exchange.respond(status: 200, body: body)
        case .failure(let fault): exchange.respond(fault.problem)
        }
      }
    }
    let fits = try server.connect()
    try fits.send("POST /5 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + rest)
    #expect(try RawHTTP.parse(fits.receiveToEnd()).body == "hello")
    let large = try server.connect()
    try large.send("POST /4 HTTP/1.1\r\nHost: a\r\n" + rest)
    let reply = try RawHTTP.parse(large.receiveToEnd())
    #expect(reply.status == 413)
    #expect(reply["Connection"] == "close")
    #expect(reply.body.contains("\"code\":\"content_too_large\""))
  }

  @Test func `a request without a body has an empty one`() throws {
    let server = try TestServer { exchange in
      #expect(!exchange.hasBody)
      exchange.collectBody(max: 0) { result in
        if case .success(let body) = result { #expect(body.isEmpty) } else { Issue.record("\(result)") }
        exchange.respond(status: 204)
      }
    }
    for head in ["GET / HTTP/1.1\r\n", "POST / HTTP/1.1\r\nContent-Length: 0\r\n"] {
      let socket = try server.connect()
      try socket.send(head + "Host: a\r\nConnection: close\r\n\r\n")
      #expect(try RawHTTP.parse(socket.receiveToEnd()).status == 204)
    }
  }

  @Test(arguments: ["zz\r\n", "5\r\nhelloX", "1\nh", "fffffffffffffffff\r\n", "1;\"\r\nh\r\n"])
  func `a malformed chunk is a fault, and the connection ends with its answer`(chunk: String) throws {
    let server = try TestServer(handle: ConnectionTests.echo)
    let socket = try server.connect()
    try socket.send(Self.post + "Transfer-Encoding: chunked\r\n\r\n" + chunk)
    let reply = try RawHTTP.parse(socket.receiveToEnd())
    #expect(reply.status == 400 || reply.status == 413)
    #expect(reply["Content-Type"] == "application/problem+json")
    #expect(reply["Connection"] == "close")
  }

  @Test func `who waits with the body is told to go on, and only when it is wanted`() throws {
    let server = try TestServer { exchange in
      if exchange.head.target.equals("/no") { return exchange.respond(Problem(.denied)) }
      ConnectionTests.echo(exchange)
    }
    let wanted = try server.connect()
    try wanted.send(Self.post + "Content-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n")
    #expect(try wanted.receive(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
    try wanted.send("ab")
    #expect(try RawHTTP.parse(wanted.receiveToEnd()).body == "POST / ab;")
    let refused = try server.connect()
    try refused.send("POST /no HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
    let reply = try RawHTTP.parse(refused.receiveToEnd())
    #expect(reply.status == 403)
    #expect(reply["Connection"] == "close")
  }

  @Test func `a body nobody wants is read over if it is short, and ends the connection if it is long`() throws {
    let server = try TestServer(handle: ServerTests.hello)
    let socket = try server.connect()
    let short = String(repeating: "x", count: 60_000)
    try socket.send(Self.post + "Content-Length: 60000\r\n\r\n" + short)
    #expect(try !socket.receive(until: "hello").contains("Connection"))
    try socket.send(Self.post + "Transfer-Encoding: chunked\r\n\r\nea60\r\n" + short + "\r\n0\r\n\r\n")
    #expect(try !socket.receive(until: "hello").contains("Connection"))
    try socket.send(Self.post + "Content-Length: 600000\r\n\r\n" + short)
    #expect(try socket.receive(until: "hello").contains("Connection: close\r\n"))
    let endless = try server.connect()
    try endless.send(Self.post + "Transfer-Encoding: chunked\r\n\r\n")
    _ = try endless.receive(until: "hello")
    #expect(throws: TestKitFault.self) {
      for _ in 0..<1_000 { try endless.send("ea60\r\n" + short + "\r\n") }
    }
  }

  @Test func `a body that comes before its handler has decided waits, and is bounded`() throws {
    let server = try TestServer { loop in
      ClosureHandler { exchange in
        loop.addTimer(after: .milliseconds(50)) { ConnectionTests.echo(exchange) }
      }
    }
    let socket = try server.connect()
    let body = String(repeating: "y", count: 500_000)
    try socket.send(Self.post + "Content-Length: 500000\r\nConnection: close\r\n\r\n" + body)
    #expect(try RawHTTP.parse(socket.receiveToEnd()).body == "POST / " + body + ";")
  }

  @Test func `a sink that takes no more makes the client wait, until it resumes`() throws {
    let sink = Later<Bool>()
    let received = Locked(0)
    let server = try TestServer { loop in
      ClosureHandler { exchange in
        let slow = SlowSink(exchange)
        slow.onBytes = { count in received.withLock { $0 += count } }
        exchange.context = slow
        loop.addTimer(after: .milliseconds(200)) {
          // What the kernel held back is still the client's.
          sink.set(received.withLock { $0 } <= 65_536)
          slow.isOpen = true
          exchange.resumeBody()
        }
        exchange.streamBody(to: slow)
      }
    }
    let socket = try server.connect()
    let total = 20 << 20
    try socket.send(Self.post + "Content-Length: \(total)\r\nConnection: close\r\n\r\n")
    for _ in 0..<(total >> 16) { try socket.send([UInt8](repeating: 7, count: 65_536)) }
    #expect(try RawHTTP.parse(socket.receiveToEnd()).body == "\(total)")
    #expect(try sink.wait())
  }

  @Test func `a sink may answer and end the exchange in the middle of the body`() throws {
    let server = try TestServer { exchange in
      let sink = SlowSink(exchange)
      sink.isOpen = true
      sink.onBytes = { _ in exchange.respond(status: 403, body: ByteView("enough")) }
      exchange.context = sink
      exchange.streamBody(to: sink)
    }
    let socket = try server.connect()
    try socket.send(Self.post + "Content-Length: 10\r\n\r\nabc")
    #expect(try socket.receive(until: "enough").hasPrefix("HTTP/1.1 403"))
    // The rest is read over, and the next request has a sink of its own.
    try socket.send("defghij" + Self.post + "Content-Length: 1\r\n\r\nx")
    #expect(try socket.receive(until: "enough").hasPrefix("HTTP/1.1 403"))
  }
}

/// Takes one piece and then nothing more until it is opened; answers with the number of bytes.
private final class SlowSink: BodySink {
  var isOpen = false
  var onBytes: ((Int) -> Void)?
  private var count = 0
  private weak var exchange: Exchange?

  init(_ exchange: Exchange) { self.exchange = exchange }

  func bodyReceived(_ bytes: ByteView) -> Bool {
    count += bytes.count
    onBytes?(bytes.count)
    return isOpen
  }

  func bodyEnded() { exchange?.respond(status: 200, contentType: "text/plain") { $0.appendDecimal(count) } }

  func bodyFailed(_ fault: BodyFault) { exchange?.respond(fault.problem) }
}
