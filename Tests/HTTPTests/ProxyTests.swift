import EventLoop
import Glibc
import HTTP
import HTTPWire
import Primitives
import TestKit
import Testing

/// Server and pool put together the way a gateway does it: both bodies streamed, each side waiting for the other.
private final class ProxyHandler: HTTPHandler {
  private let pool: UpstreamPool

  init(_ pool: UpstreamPool) { self.pool = pool }

  func handle(_ exchange: Exchange) {
    let passage = Passage(exchange)
    let body: UpstreamBody =
      switch exchange.head.framing {
      case .none, .untilClose: .none
      case .length(let count): .known(count)
      case .chunked: .unknown
      }
    do {
      passage.call = try pool.request(
        exchange.head.method, target: exchange.head.target, host: exchange.head.host, body: body, delegate: passage)
    } catch {
      return exchange.respond(error.problem)
    }
    exchange.onAbort = { passage.call?.cancel() }
    exchange.onDrain = { passage.call?.resume() }
  }
}

private final class Passage: UpstreamDelegate, BodySink {
  private let exchange: Exchange
  var call: UpstreamCall?

  init(_ exchange: Exchange) { self.exchange = exchange }

  func upstreamReady(_ call: UpstreamCall) { if exchange.hasBody { exchange.streamBody(to: self) } }
  func upstreamDrained(_ call: UpstreamCall) { exchange.resumeBody() }

  func upstreamHead(_ head: ResponseHead, _ call: UpstreamCall) {
    let length: ResponseLength =
      switch head.framing {
      case .none: .none
      case .length(let count): .known(count)
      case .chunked, .untilClose: .unknown
      }
    exchange.startResponse(status: head.status, length: length)
  }

  func upstreamBody(_ bytes: ByteView, _ call: UpstreamCall) -> Bool { exchange.write(bytes) }
  func upstreamEnded(_ call: UpstreamCall) { exchange.finish() }

  func upstreamFailed(_ fault: UpstreamFault, _ call: UpstreamCall) {
    if exchange.hasBegunResponse { exchange.abort() } else { exchange.respond(fault.problem) }
  }

  func bodyReceived(_ bytes: ByteView) -> Bool { call?.write(bytes) ?? false }
  func bodyEnded() { call?.finishBody() }

  func bodyFailed(_ fault: BodyFault) {
    call?.cancel()
    exchange.respond(fault.problem)
  }
}

@Suite struct ProxyTests {
  private func proxy(to port: Int, limits: UpstreamLimits = UpstreamLimits()) throws -> TestServer {
    try TestServer { loop in
      ProxyHandler(UpstreamPool(loop: loop, endpoint: .loopback(port: UInt16(port)), limits: limits))
    }
  }

  @Test(arguments: [true, false]) func `large bodies pass both ways, held back by whoever is slow`(
    chunked: Bool
  ) throws {
    let total = 24 << 20
    let origin = try ScriptedOrigin { _, connection in
      _ = try connection.readHead()
      usleep(100_000)  // A sleep: an origin that is slow to read.
      var left = total
      if chunked {
        while true {
          let line = try connection.read(until: "\r\n")
          let size = try #require(Int(line.dropLast(1).description.filter { $0 != "\r\n" }, radix: 16))
          _ = try connection.read(count: size + 2)
          if size == 0 { break }
          left -= size
        }
      } else {
        while left > 0 { left -= try connection.read(count: min(left, 65_536)).count }
      }
      try #require(left == 0)
      try connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(total)\r\n\r\n")
      for _ in 0..<(total >> 16) { try connection.send([UInt8](repeating: 3, count: 65_536)) }
      _ = try connection.isClosedByClient()
    }
    let proxy = try proxy(to: origin.port)
    let socket = try proxy.connect()
    let framing = chunked ? "Transfer-Encoding: chunked" : "Content-Length: \(total)"
    try socket.send("POST /up HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\(framing)\r\n\r\n")
    for _ in 0..<(total >> 16) {
      if chunked { try socket.send("10000\r\n") }
      try socket.send([UInt8](repeating: 2, count: 65_536))
      if chunked { try socket.send("\r\n") }
    }
    if chunked { try socket.send("0\r\n\r\n") }
    usleep(100_000)  // A sleep: a client that is slow to read.
    let reply = try RawHTTP.parse(socket.receiveToEnd())
    #expect(reply.status == 200)
    #expect(reply.body.utf8.count == total)
  }

  @Test func `what a slow side holds back stays bounded`() throws {
    let sent = Locked(0)
    let origin = try ScriptedOrigin { _, connection in
      _ = try connection.readHead()
      try connection.send("HTTP/1.1 200 OK\r\n\r\n")
      while true {
        try connection.send([UInt8](repeating: 3, count: 65_536))
        sent.withLock { $0 += 65_536 }
      }
    }
    let proxy = try proxy(to: origin.port)
    let socket = try proxy.connect()
    try socket.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    var last = -1
    try waitUntil("the origin has to wait") {
      defer { last = sent.withLock { $0 } }
      usleep(100_000)  // A sleep: standing still takes time to see.
      return sent.withLock { $0 } == last
    }
    // Kernel buffers of two connections, and our own two of 64 KiB.
    #expect(try proxy.onLoop { $0.loop.buffers.lentCount } <= 4)
    socket.reset()
    try waitUntil("the call is cancelled") { try proxy.connectionCount == 0 }
  }

  @Test func `a client that goes away takes its call with it`() throws {
    let closed = Later<Bool>()
    let origin = try ScriptedOrigin { _, connection in
      _ = try connection.readHead()
      closed.set(try connection.isClosedByClient())
    }
    let proxy = try proxy(to: origin.port)
    let socket = try proxy.connect()
    try socket.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    try waitUntil("the origin has it") { origin.connections == 1 }
    socket.reset()
    #expect(try closed.wait())
  }

  @Test func `an origin that breaks off breaks the answer off, and one that is away is a 502`() throws {
    let origin = try ScriptedOrigin { number, connection in
      _ = try connection.readHead()
      if number == 0 { try connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc") }
    }
    let proxy = try proxy(to: origin.port)
    let socket = try proxy.connect()
    try socket.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(throws: TestKitFault.self) { try RawHTTP.parse(socket.receiveToEnd()) }
    let reply = try RawHTTP.request("GET", "/", at: .port(proxy.port))
    #expect(reply.status == 502)
    #expect(reply.body.contains("\"code\":\"origin_unavailable\""))
  }
}
