import EventLoop
import Glibc
import HTTP
import HTTPWire
import Primitives
import TestKit
import Testing

@Suite struct LimitTests {
  private func limits(_ change: (inout HTTPServerLimits) -> Void) -> HTTPServerLimits {
    var limits = HTTPServerLimits()
    change(&limits)
    return limits
  }

  @Test func `past the limit an idle connection makes room, the one idle for longest`() throws {
    let server = try TestServer(limits: limits { $0.connectionsMax = 3 }, handle: ServerTests.hello)
    let kept = try (0..<3).map { _ in
      let socket = try server.connect()
      try socket.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      _ = try socket.receive(until: "hello")
      usleep(5_000)  // A sleep: so that one is idle for longer than the next.
      return socket
    }
    let reply = try RawHTTP.request("GET", "/", at: .port(server.port))
    #expect(reply.status == 200)
    #expect(try kept[0].isClosedByPeer())
    try kept[2].send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    _ = try kept[2].receive(until: "hello")
    #expect(try server.statistics.connectionsEvicted == 1)
    #expect(try server.statistics.connectionsRefused == 0)
  }

  @Test func `when all are busy a new connection is told 503, and past that closed`() throws {
    let server = try TestServer(
      limits: limits {
        $0.connectionsMax = 2
        $0.refusalsMax = 1
      }
    ) { _ in }
    let busy = try (0..<2).map { _ in
      let socket = try server.connect()
      try socket.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      return socket
    }
    try waitUntil("both are busy") { try server.statistics.requests == 2 }
    let refused = try server.connect()
    let reply = try refused.receive(until: "}")
    #expect(reply.hasPrefix("HTTP/1.1 503"))
    #expect(reply.contains("\r\nRetry-After: 1\r\n"))
    let beyond = try server.connect()
    #expect(try beyond.receiveToEnd().isEmpty)
    #expect(try server.statistics.connectionsRefused == 2)
    withExtendedLifetime((busy, refused)) {}
  }

  @Test func `a connection ends after its share of requests, and says so`() throws {
    let server = try TestServer(limits: limits { $0.requestsPerConnectionMax = 3 }, handle: ServerTests.hello)
    let socket = try server.connect()
    for number in 1...3 {
      try socket.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(try socket.receive(until: "hello").contains("Connection: close") == (number == 3))
    }
    #expect(try socket.isClosedByPeer())
  }

  @Test func `a client that pipelines and doesn't read makes the server stop answering, not hoard`() throws {
    let body = SharedBytes([UInt8](repeating: 1, count: 30_000))
    let server = try TestServer(limits: limits { $0.responseBufferBytesMax = 50_000 }) { exchange in
      exchange.respond(status: 200, contentType: "text/plain", shared: body)
    }
    let socket = try server.connect()
    let requests = 2_000
    var message: [UInt8] = []
    for _ in 0..<requests { message += Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8) }
    try socket.send(message)
    var last = -1
    // The kernel's own buffers take some megabytes; then nothing moves any more.
    try waitUntil("the server waits") {
      defer { last = (try? server.statistics.requests) ?? -1 }
      usleep(50_000)  // A sleep: standing still takes time to see.
      return try server.statistics.requests == last
    }
    #expect(last < requests)
    var got = 0
    let answerBytes = 30_000
    while got < requests * answerBytes { got += try socket.receive(limit: 1 << 20).count }
    try waitUntil("all are answered") { try server.statistics.requests == requests }
  }

  @Test func `a producer is told to wait and when to go on`() throws {
    let total = 30 << 20
    let most = Locked(0)
    let server = try TestServer { exchange in
      let piece = [UInt8](repeating: 9, count: 10_000)
      var sent = 0
      var waiting = 0
      func produce() {
        while sent < total {
          sent += piece.count
          waiting += piece.count
          let isRoom = piece.withUnsafeBytes { exchange.write(ByteView($0)) }
          most.withLock { $0 = max($0, waiting) }
          if !isRoom { return }
        }
        exchange.finish()
      }
      exchange.startResponse(status: 200, length: .unknown)
      exchange.onDrain = {
        waiting = 0
        produce()
      }
      produce()
    }
    let socket = try server.connect()
    try socket.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    usleep(50_000)  // A sleep: a client that is slow to begin.
    let reply = try RawHTTP.parse(socket.receiveToEnd(limit: 64 << 20))
    #expect(reply.body.utf8.count >= total)
    #expect(most.withLock { $0 } < 200_000)
  }

  @Test func `draining lets what is under way end, closes the rest and cuts off what takes too long`() throws {
    let server = try TestServer { loop in
      ClosureHandler { exchange in
        if exchange.head.target.equals("/never") { return }
        loop.addTimer(after: .milliseconds(100)) { exchange.respond(status: 200, body: ByteView("done")) }
      }
    }
    let idle = try server.connect()
    try idle.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    _ = try idle.receive(until: "done")
    let busy = try server.connect()
    try busy.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    let never = try server.connect()
    try never.send("GET /never HTTP/1.1\r\nHost: a\r\n\r\n")
    try waitUntil("they are under way") { try server.statistics.requests == 3 }
    let drained = Later<Bool>()
    try server.onLoop { server in server.drain(deadline: .milliseconds(600)) { drained.set(true) } }
    #expect(try idle.isClosedByPeer())
    let reply = try RawHTTP.parse(busy.receiveToEnd())
    #expect(reply.body == "done")
    #expect(reply["Connection"] == "close")
    #expect(throws: TestKitFault.self) { try server.connect() }
    #expect(try never.receiveToEnd().isEmpty)
    #expect(try drained.wait())
    try waitUntil("the connection is gone") { try server.connectionCount == 0 }
  }

  @Test func `an answer shorter than announced is cut off, so that the client notices`() throws {
    let server = try TestServer { exchange in
      exchange.startResponse(status: 200, length: .known(10))
      exchange.write(ByteView("short"))
      exchange.loop.addTimer(after: .milliseconds(20)) { exchange.finish() }
    }
    let socket = try server.connect()
    try socket.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(throws: TestKitFault.self) { try RawHTTP.parse(socket.receiveToEnd()) }
  }
}
