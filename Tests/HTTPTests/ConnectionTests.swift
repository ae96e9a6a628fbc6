import EventLoop
import Glibc
import HTTP
import HTTPWire
import Primitives
import TestKit
import Testing

@Suite struct ConnectionTests {
  /// Answers with method, path and body.
  static let echo: @Sendable (Exchange) -> Void = { exchange in
    exchange.collectBody(max: 1 << 20) { result in
      switch result {
      case .failure(let fault): exchange.respond(fault.problem)
      case .success(let body):
        exchange.respond(status: 200, contentType: "text/plain") { buffer in
          buffer.append(exchange.head.methodName)
          buffer.append(byte: 0x20)
          buffer.append(exchange.head.target)
          buffer.append(byte: 0x20)
          buffer.append(body)
          buffer.append(byte: 0x3B)
        }
      }
    }
  }

  static let three =
    "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"
    + "POST /2 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nT: 1\r\n\r\n"
    + "PUT /3 HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nConnection: close\r\n\r\nwxyz"

  static func bodies(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self).split(separator: "\r\n\r\n").dropFirst()
      .map { $0.prefix { $0 != ";" } + ";" }.joined()
  }

  @Test func `messages may be cut anywhere`() throws {
    let server = try TestServer(handle: Self.echo)
    let bytes = Array(Self.three.utf8)
    for cut in 0...bytes.count {
      let socket = try server.connect()
      try socket.send(Array(bytes[..<cut]))
      if cut % 3 == 0 { usleep(500) }  // A short sleep: both halves are read apart, now and then.
      try socket.send(Array(bytes[cut...]))
      #expect(Self.bodies(try socket.receiveToEnd()) == "GET /1 ;POST /2 abcde;PUT /3 wxyz;", "cut at \(cut)")
    }
  }

  @Test func `messages may come byte by byte`() throws {
    let server = try TestServer(handle: Self.echo)
    let socket = try server.connect()
    for byte in Array(Self.three.utf8) { try socket.send([byte]) }
    #expect(Self.bodies(try socket.receiveToEnd()) == "GET /1 ;POST /2 abcde;PUT /3 wxyz;")
  }

  @Test(arguments: [false, true]) func `pipelined requests are answered in order, one at a time`(later: Bool) throws {
    let server = try TestServer { loop in
      let underWay = Counter()
      return ClosureHandler { exchange in
        underWay.value += 1
        #expect(underWay.value == 1)
        let answer = {
          underWay.value -= 1
          exchange.respond(status: 200, body: exchange.head.path)
        }
        if later { loop.addTimer(after: .zero, answer) } else { answer() }
      }
    }
    let socket = try server.connect()
    var message = ""
    for number in 0..<300 { message += "GET /\(number) HTTP/1.1\r\nHost: a\r\n\r\n" }
    try socket.send(message + "GET /end HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    let text = String(decoding: try socket.receiveToEnd(), as: UTF8.self)
    let paths = text.matches(of: #/\r\n\r\n(/[0-9a-z]+)/#).map { String($0.1) }
    #expect(paths == (0..<300).map { "/\($0)" } + ["/end"])
  }

  @Test func `HTTP 1.0 is answered and closed, and never chunked`() throws {
    let server = try TestServer { exchange in
      exchange.startResponse(status: 200, length: .unknown)
      exchange.write(ByteView("all"))
      exchange.finish()
    }
    let socket = try server.connect()
    try socket.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
    let reply = try RawHTTP.parse(socket.receiveToEnd())
    #expect(reply.body == "all")
    #expect(reply["Transfer-Encoding"] == nil)
    #expect(reply["Connection"] == "close")
  }

  @Test func `a client that shuts down its side still gets its answer`() throws {
    let server = try TestServer { loop in
      ClosureHandler { exchange in
        loop.addTimer(after: .milliseconds(20)) {
          exchange.respond(status: 200, body: ByteView("late"))
        }
      }
    }
    let socket = try server.connect()
    try socket.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    socket.shutdownWrite()
    #expect(try RawHTTP.parse(socket.receiveToEnd()).body == "late")
  }

  @Test func `a handler hears of the end of a client that waits, and may give up`() throws {
    let gaveUp = Later<Bool>()
    let server = try TestServer { exchange in
      exchange.onPeerEnd = {
        exchange.abort()
        gaveUp.set(exchange.isOpen)
      }
    }
    let socket = try server.connect()
    try socket.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    socket.shutdownWrite()
    #expect(try gaveUp.wait() == false)
    #expect(try socket.isClosedByPeer())
  }

  @Test func `an end in the middle of a head closes, in the middle of a body it is a fault`() throws {
    let server = try TestServer(handle: Self.echo)
    let head = try server.connect()
    try head.send("GET / HT")
    head.shutdownWrite()
    #expect(try head.receiveToEnd().isEmpty)
    let body = try server.connect()
    try body.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")
    body.shutdownWrite()
    let reply = try RawHTTP.parse(body.receiveToEnd())
    #expect(reply.status == 400)
    #expect(reply.body.contains("the body ended too early"))
  }

  @Test func `a client that is gone is reported, and an answer to nobody does nothing`() throws {
    let kept = Later<Bool>()
    let server = try TestServer { loop in
      ClosureHandler { exchange in
        exchange.onAbort = {
          #expect(!exchange.isOpen)
          exchange.respond(status: 200)
          exchange.startResponse(status: 200, length: .unknown)
          #expect(exchange.write(ByteView("x")) == false)
          exchange.finish()
          exchange.collectBody(max: 1) { _ in Issue.record("there is no body") }
          kept.set(true)
        }
      }
    }
    let socket = try server.connect()
    try socket.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    try waitUntil("the request has come") { try server.statistics.requests == 1 }
    socket.reset()
    #expect(try kept.wait())
    try waitUntil("the connection is gone") { try server.connectionCount == 0 }
    #expect(try server.statistics.exchangesAborted == 1)
    #expect(try server.onLoop { $0.loop.buffers.lentCount } == 0)
  }

  @Test func `an exchange that somebody keeps never becomes another request's`() throws {
    let server = try TestServer { loop in
      let kept = Kept()
      return ClosureHandler { exchange in
        if exchange.head.path.equals("/keep") {
          kept.exchange = exchange
          exchange.respond(status: 200)
        } else {
          #expect(kept.exchange !== exchange)
          // The old one must not answer in place of the new.
          kept.exchange?.respond(status: 500)
          exchange.respond(status: 201)
        }
      }
    }
    let socket = try server.connect()
    try socket.send("GET /keep HTTP/1.1\r\nHost: a\r\n\r\n")
    _ = try socket.receive(until: "200 OK")
    for _ in 0..<3 {
      try socket.send("GET /other HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(try socket.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 201"))
    }
  }

  @Test func `a unix socket is served as well`() throws {
    let folder = try TemporaryFolder()
    let server = try TestServer(on: .unix(path: folder.path + "/server.sock")) { exchange in
      #expect(exchange.peer == .unix)
      exchange.respond(status: 200, body: ByteView("unix"))
    }
    let reply = try RawHTTP.request("GET", "/", at: .unix(folder.path + "/server.sock"))
    #expect(reply.body == "unix")
    withExtendedLifetime(server) {}
  }
}

/// A count on one loop.
final class Counter {
  var value = 0
}

private final class Kept {
  var exchange: Exchange?
}
