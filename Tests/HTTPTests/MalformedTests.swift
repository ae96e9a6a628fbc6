import EventLoop
import HTTP
import HTTPWire
import Primitives
import TestKit
import Testing

@Suite struct MalformedTests {
  static let messages: [(name: String, bytes: String, status: Int)] = [
    ("garbage", "\u{1}\u{2}\u{3}\r\n\r\n", 400),
    ("no host", "GET / HTTP/1.1\r\n\r\n", 400),
    ("two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
    ("length and coding", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
    ("two lengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
    ("signed length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n", 400),
    ("folded", "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n", 400),
    ("space before colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400),
    ("bare line feeds", "GET / HTTP/1.1\nHost: a\n\n", 400),
    ("control character", "GET / HTTP/1.1\r\nHost: a\r\nX: \u{0}\r\n\r\n", 400),
    ("coding unknown", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501),
    ("coding in 1.0", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
    ("connect", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", 501),
    ("version", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505),
    ("target too long", "GET /" + String(repeating: "a", count: 9_000) + " HTTP/1.1\r\nHost: a\r\n\r\n", 414),
    ("headers too large", "GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "a", count: 20_000) + "\r\n\r\n", 431),
    ("too many headers", "GET / HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: 1\r\n", count: 120) + "\r\n", 431),
    ("expectation", "POST / HTTP/1.1\r\nHost: a\r\nExpect: magic\r\nContent-Length: 1\r\n\r\n", 417),
    ("never ending", String(repeating: "a", count: 70_000), 400),
  ]

  @Test(arguments: messages.indices) func `a malformed message is refused with a problem, and the connection closed`(
    index: Int
  ) throws {
    let message = Self.messages[index]
    let server = try TestServer { _ in Issue.record("the handler must not see it") }
    let socket = try server.connect()
    try socket.send(message.bytes)
    let reply = try RawHTTP.parse(socket.receiveToEnd())
    #expect(reply.status == message.status, "\(message.name)")
    #expect(reply["Connection"] == "close")
    #expect(reply["Content-Type"] == "application/problem+json")
    #expect(reply.body.contains("\"status\":\(message.status)"))
    #expect(reply.body.contains("\"request_id\":\""))
    #expect(try server.statistics.requestsMalformed == 1)
    socket.close()
    try waitUntil("the connection is gone") { try server.connectionCount == 0 }
    #expect(try server.onLoop { $0.loop.buffers.lentCount } == 0)
  }

  @Test func `the request before a malformed one is answered first`() throws {
    let server = try TestServer(handle: ServerTests.hello)
    let socket = try server.connect()
    try socket.send("GET / HTTP/1.1\r\nHost: a\r\n\r\nBAD\r\n\r\n")
    let text = String(decoding: try socket.receiveToEnd(), as: UTF8.self)
    #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
    #expect(text.contains("helloHTTP/1.1 400 Bad Request\r\n"))
  }

  @Test func `a client that goes on sending after its fault still reads the answer`() throws {
    let server = try TestServer(handle: ServerTests.hello)
    let socket = try server.connect()
    try socket.send("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n")
    // Behind the refusal the server reads on, so that the kernel doesn't reset what the client hasn't read yet.
    let more = [UInt8](repeating: 65, count: 200_000)
    try socket.send(more)
    let reply = try socket.receive(until: "}")
    #expect(reply.hasPrefix("HTTP/1.1 400"))
  }

  @Test func `who never stops sending after a fault is cut off`() throws {
    var limits = HTTPServerLimits()
    limits.lingerBytesMax = 100_000
    let server = try TestServer(limits: limits, handle: ServerTests.hello)
    let socket = try server.connect()
    try socket.send("BAD\r\n\r\n")
    #expect(throws: TestKitFault.self) {
      for _ in 0..<1_000 { try socket.send([UInt8](repeating: 65, count: 65_536)) }
    }
    try waitUntil("the connection is gone") { try server.connectionCount == 0 }
  }

  /// Whatever arrives in whatever pieces: the process lives, serves others, and holds nothing afterwards.
  @Test(arguments: 0..<8) func `random damage harms nobody else`(round: UInt64) throws {
    var random = SeededRandom(seed: 0x5eed + round)
    let server = try TestServer { exchange in
      exchange.collectBody(max: 1_000) { result in
        switch result {
        case .success(let body): exchange.respond(status: 200, contentType: "text/plain", body: body)
        case .failure(let fault): exchange.respond(fault.problem)
        }
      }
    }
    let whole = Array(
      """
      POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n\
      GET /b?c=d HTTP/1.1\r\nHost: a\r\nCookie: e=f\r\n\r\n\
      POST /g HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\nabc
      """.utf8)
    for _ in 0..<60 {
      var bytes = whole
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: place)
        default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
        }
      }
      let socket = try server.connect(timeout: .seconds(5))
      let cut = Int.random(in: 0...bytes.count, using: &random)
      // A refusal may close the connection before the second half is sent.
      try? socket.send(Array(bytes[..<cut]))
      try? socket.send(Array(bytes[cut...]))
      if Bool.random(using: &random) { socket.reset() } else { socket.close() }
    }
    let reply = try RawHTTP.request("POST", "/", at: .port(server.port), body: "still here")
    #expect(reply.body == "still here", "seed \(0x5eed + round)")
    try waitUntil("everything is let go") { try server.connectionCount == 0 }
    #expect(try server.onLoop { $0.loop.buffers.lentCount } == 0, "seed \(0x5eed + round)")
  }
}
