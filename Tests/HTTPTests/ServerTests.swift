import EventLoop
import HTTP
import HTTPWire
import Primitives
import TestKit
import Testing

@Suite struct ServerTests {
  static let hello: @Sendable (Exchange) -> Void = { exchange in
    exchange.respond(status: 200, contentType: "text/plain", body: ByteView("hello"))
  }

  @Test func `a request is answered and the connection stays for the next`() throws {
    let server = try TestServer(handle: Self.hello)
    let socket = try server.connect()
    for _ in 0..<3 {
      try socket.send("GET /x?y=1 HTTP/1.1\r\nHost: a\r\n\r\n")
      let reply = try socket.receive(until: "hello")
      #expect(reply.hasPrefix("HTTP/1.1 200 OK\r\nDate: "))
      #expect(reply.contains("\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello"))
      #expect(!reply.contains("Connection"))
    }
    #expect(try server.statistics.requests == 3)
    #expect(try server.statistics.connectionsAccepted == 1)
  }

  @Test func `prepared answers carry the date and the request's id`() throws {
    let refusal = PreparedResponse(Problem(.waitingRoomRequired))
    let server = try TestServer { exchange in
      #expect(exchange.requestID.count == 24)
      exchange.respond(refusal)
    }
    var ids: Set<String> = []
    for _ in 0..<2 {
      let reply = try RawHTTP.request("GET", "/", at: .port(server.port))
      #expect(reply.status == 429)
      #expect(reply["Retry-After"] == "5")
      #expect(reply["Connection"] == "close")
      #expect(reply["Content-Type"] == "application/problem+json")
      let date = try #require(reply["Date"])
      #expect(date.hasSuffix(" GMT") && !date.contains("1970"))
      let id = try #require(reply.body.firstMatch(of: #/"request_id":"([0-9a-f]{24})"/#))
      ids.insert(String(id.1))
    }
    #expect(ids.count == 2)
  }

  @Test func `HEAD gets the head alone, in every way to answer`() throws {
    let prepared = PreparedResponse(status: 200, contentType: "text/plain", body: ByteView("hello"))
    let shared = SharedBytes(Array("hello".utf8))
    let server = try TestServer { exchange in
      switch exchange.head.path.string {
      case "/prepared": exchange.respond(prepared)
      case "/shared": exchange.respond(status: 200, contentType: "text/plain", shared: shared)
      case "/known":
        exchange.startResponse(status: 200, length: .known(5))
        exchange.write(ByteView("hello"))
        exchange.finish()
      case "/chunked":
        exchange.startResponse(status: 200, length: .unknown)
        exchange.write(ByteView("hello"))
        exchange.finish()
      default: Self.hello(exchange)
      }
    }
    for path in ["/prepared", "/shared", "/known", "/chunked", "/plain"] {
      let reply = try RawHTTP.request("HEAD", path, at: .port(server.port))
      #expect(reply.status == 200)
      #expect(reply.body.isEmpty)
      #expect(try RawHTTP.request("GET", path, at: .port(server.port)).body == "hello", "\(path)")
    }
  }
}
