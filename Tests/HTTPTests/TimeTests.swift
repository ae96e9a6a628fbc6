import EventLoop
import Glibc
import HTTP
import HTTPWire
import Primitives
import TestKit
import Testing

/// Deadlines, in seconds as short as they can be.
@Suite struct TimeTests {
  private func limits(_ change: (inout HTTPServerLimits) -> Void) -> HTTPServerLimits {
    var limits = HTTPServerLimits()
    change(&limits)
    return limits
  }

  @Test func `a head that doesn't get finished is told 408, however it drips`() throws {
    let server = try TestServer(limits: limits { $0.headSeconds = 1 }, handle: ServerTests.hello)
    var heads = 0
    try promptly("the head was given up", within: .seconds(4)) { _ in
      let socket = try server.connect()
      try socket.send("GET / HTTP/1.1\r\n")
      for _ in 0..<8 {
        usleep(100_000)  // A sleep: the drip itself is what is tested.
        try socket.send("A: b\r\n")
      }
      let reply = try RawHTTP.parse(socket.receiveToEnd())
      #expect(reply.status == 408)
      #expect(reply["Connection"] == "close")
      heads += 1
    }
    #expect(try server.statistics.requestsTimedOut == heads)
  }

  @Test func `a connection without a request is closed without a word`() throws {
    let server = try TestServer(limits: limits { $0.idleSeconds = 3 }, handle: ServerTests.hello)
    let fresh = try server.connect()
    let used = try server.connect()
    try used.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    _ = try used.receive(until: "hello")
    #expect(try fresh.receiveToEnd().isEmpty)
    #expect(try used.receiveToEnd().isEmpty)
    try waitUntil("the connection is gone") { try server.connectionCount == 0 }
  }

  @Test func `a body that makes no progress is told 408, one that does is not`() throws {
    let server = try TestServer(
      limits: limits {
        $0.bodySeconds = 1
        $0.bodyBytesPerSecondMin = 100
      }, handle: ConnectionTests.echo)
    let slow = try server.connect()
    let steady = try server.connect()
    try slow.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10000\r\n\r\nabc")
    try steady.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\nConnection: close\r\n\r\n")
    for _ in 0..<10 {
      usleep(200_000)  // A sleep: the pace itself is what is tested.
      try steady.send(String(repeating: "x", count: 100))
    }
    #expect(try RawHTTP.parse(steady.receiveToEnd()).status == 200)
    #expect(try RawHTTP.parse(slow.receiveToEnd()).status == 408)
    #expect(try server.statistics.requestsTimedOut == 1)
  }

  @Test func `a client that takes nothing of its answer is cut off, and the handler hears of it`() throws {
    let aborted = Later<Bool>()
    let server = try TestServer(limits: limits { $0.writeSeconds = 1 }) { exchange in
      exchange.onAbort = { aborted.set(true) }
      exchange.startResponse(status: 200, length: .unknown)
      let piece = [UInt8](repeating: 1, count: 65_536)
      func produce() { while piece.withUnsafeBytes({ exchange.write(ByteView($0)) }) {} }
      exchange.onDrain = { produce() }
      produce()
    }
    let socket = try server.connect()
    try socket.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(try aborted.wait())
    #expect(try server.statistics.writesTimedOut == 1)
    try waitUntil("the connection is gone") { try server.connectionCount == 0 }
    withExtendedLifetime(socket) {}
  }

  @Test func `a handler may take longer than any of the client's deadlines`() throws {
    let server = try TestServer(
      limits: limits {
        $0.headSeconds = 1
        $0.idleSeconds = 1
        $0.bodySeconds = 1
        $0.writeSeconds = 1
      }
    ) { loop in
      ClosureHandler { exchange in
        loop.addTimer(after: .milliseconds(1_800)) { exchange.respond(status: 200, body: ByteView("thought")) }
      }
    }
    let reply = try RawHTTP.request("GET", "/", at: .port(server.port))
    #expect(reply.body == "thought")
  }

  @Test func `a handler that forgets its request is answered for, and told so`() throws {
    let told = Later<Bool>()
    let server = try TestServer(limits: limits { $0.answerSeconds = 1 }) { exchange in
      exchange.onAbort = {
        exchange.respond(status: 200)
        told.set(!exchange.isOpen)
      }
      exchange.context = exchange  // A handler that would keep it for ever.
    }
    for message in ["GET / HTTP/1.1\r\nHost: a\r\n\r\n", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n"] {
      let socket = try server.connect()
      try socket.send(message)
      let reply = try socket.receive(until: "}")
      #expect(reply.hasPrefix("HTTP/1.1 503"))
    }
    #expect(try told.wait())
    #expect(try server.statistics.answersTimedOut == 2)
  }

  @Test func `after a refusal a silent client isn't kept for long`() throws {
    let server = try TestServer(limits: limits { $0.lingerSeconds = 1 }, handle: ServerTests.hello)
    let socket = try server.connect()
    try socket.send("BAD\r\n\r\n")
    _ = try socket.receive(until: "}")
    try waitUntil("the server has given up") { try server.connectionCount == 0 }
    withExtendedLifetime(socket) {}
  }
}
