import EventLoop
import Glibc
import HTTP
import HTTPWire
import Primitives
import TestKit
import Testing

@Suite struct UpstreamTests {
  static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

  @Test func `a connection is used again, and each response goes to its request`() throws {
    let origin = try ScriptedOrigin { _, connection in
      while true {
        let head = try connection.readHead()
        let path = head.split(separator: " ")[1]
        try connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(path.utf8.count)\r\n\r\n\(path)")
      }
    }
    try withPool(port: origin.port) { loop, pool in
      try pool.get("/1") { first in
        #expect(first.text == "/1")
        #expect(throws: Never.self) {
          try pool.get("/2") { second in
            #expect(second.text == "/2")
            loop.stop()
          }
        }
      }
    }
    #expect(origin.connections == 1)
  }

  @Test func `what is sent is a whole and proper message`() throws {
    let seen = Locked("")
    let origin = try ScriptedOrigin { _, connection in
      let head = try connection.readHead()
      let body = try connection.read(until: "0\r\n\r\n")
      seen.withLock { $0 = head + body }
      try connection.send(Self.ok)
    }
    try withPool(port: origin.port) { loop, pool in
      let delegate = RecordingDelegate()
      delegate.onReady = { call in
        call.write(ByteView("hello "))
        call.write(ByteView("world"))
        call.finishBody()
        call.finishBody()
        #expect(call.write(ByteView("too late")) == false)
      }
      delegate.onOver = { delegate in
        #expect(delegate.text == "ok")
        loop.stop()
      }
      try pool.request(
        .post, target: ByteView("/a?b=c"), host: ByteView("origin:80"), body: .unknown,
        headers: { $0.field("Accept", "*/*" as StaticString) }, delegate: delegate)
    }
    #expect(
      seen.withLock { $0 }
        == "POST /a?b=c HTTP/1.1\r\nHost: origin:80\r\nTransfer-Encoding: chunked\r\nAccept: */*\r\n\r\n"
        + "6\r\nhello \r\n5\r\nworld\r\n0\r\n\r\n")
  }

  /// Responses after which the connection must not be used again.
  static let unclean: [(name: String, response: String, body: String)] = [
    ("close", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", "ok"),
    ("old version", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", "ok"),
    (
      "bytes behind", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad",
      "ok"
    ),
    ("bytes behind chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\nx", "ok"),
    ("body of a 204", "HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad", ""),
  ]

  @Test(arguments: unclean.indices) func `a connection that isn't clean is not used again`(index: Int) throws {
    let (name, response, body) = Self.unclean[index]
    let origin = try ScriptedOrigin { number, connection in
      _ = try connection.readHead()
      try connection.send(number == 0 ? response : "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood")
      #expect(try connection.isClosedByClient() || number > 0)
    }
    try withPool(port: origin.port) { loop, pool in
      try pool.get("/1") { first in
        #expect(first.hasEnded && first.text == body, "\(name)")
        #expect(throws: Never.self) {
          try pool.get("/2") { second in
            #expect(second.text == "good", "\(name)")
            loop.stop()
          }
        }
      }
    }
    #expect(origin.connections == 2)
  }

  @Test func `a response that ends with the connection is complete, one cut short is a fault`() throws {
    let origin = try ScriptedOrigin { _, connection in
      let head = try connection.readHead()
      let isLong = head.hasPrefix("GET /length")
      let isChunked = head.hasPrefix("GET /chunked")
      let framing = isLong ? "Content-Length: 9\r\n" : isChunked ? "Transfer-Encoding: chunked\r\n" : ""
      try connection.send("HTTP/1.1 200 OK\r\n\(framing)\r\n" + (isChunked ? "9\r\nabc" : "abc"))
    }
    try withPool(port: origin.port) { loop, pool in
      let left = Box(4)
      func over() {
        left.value -= 1
        if left.value == 0 { loop.stop() }
      }
      try pool.get("/close") { delegate in
        #expect(delegate.hasEnded && delegate.text == "abc")
        over()
      }
      for target in ["/length", "/chunked"] as [StaticString] {
        try pool.get(target) { delegate in
          #expect(delegate.fault == .closed && delegate.text == "abc")
          over()
        }
      }
      let delegate = RecordingDelegate()
      delegate.onOver = { delegate in
        #expect(delegate.hasEnded && delegate.status == 200)
        over()
      }
      try pool.request(.head, target: ByteView("/length"), host: ByteView("a"), delegate: delegate)
      _ = delegate
    }
  }

  static let malformed: [(response: String, isBody: Bool)] = [
    ("HTTP/1.1 200 OK\nContent-Length: 0\n\n", false),
    ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", false),
    ("HTTP/1.1 101 Switching Protocols\r\n\r\n", false),
    ("nonsense\r\n\r\n", false),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", true),
    ("HTTP/1.1 200 OK\r\nX: " + String(repeating: "x", count: 40_000), false),
  ]

  @Test(arguments: malformed.indices) func `what isn't HTTP is a fault`(index: Int) throws {
    let (response, isBody) = Self.malformed[index]
    let origin = try ScriptedOrigin { _, connection in
      _ = try connection.readHead()
      try connection.send(response)
      _ = try connection.isClosedByClient()
    }
    try withPool(port: origin.port) { loop, pool in
      try pool.get("/") { delegate in
        switch delegate.fault {
        case .malformedHead: #expect(!isBody)
        case .malformedBody: #expect(isBody)
        default: Issue.record("\(String(describing: delegate.fault))")
        }
        #expect(delegate.fault?.problem.status == 502)
        loop.stop()
      }
    }
  }

  @Test func `interim responses are passed over, but not without end`() throws {
    let origin = try ScriptedOrigin { number, connection in
      _ = try connection.readHead()
      let interim = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
      try connection.send(String(repeating: interim, count: number == 0 ? 3 : 9) + Self.ok)
      _ = try connection.isClosedByClient()
    }
    var limits = UpstreamLimits()
    limits.requestsPerConnectionMax = 1
    try withPool(port: origin.port, limits: limits) { loop, pool in
      try pool.get("/") { delegate in
        #expect(delegate.status == 200 && delegate.text == "ok")
        #expect(throws: Never.self) {
          try pool.get("/") { delegate in
            #expect(delegate.fault == .tooManyInterimResponses)
            loop.stop()
          }
        }
      }
    }
  }

  @Test func `an early response is taken, and the connection given up because the request isn't whole`() throws {
    let origin = try ScriptedOrigin { number, connection in
      _ = try connection.readHead()
      if number == 0 { _ = try connection.read(count: 3) }
      try connection.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n\r\nno")
      #expect(try connection.isClosedByClient() || number > 0)
    }
    try withPool(port: origin.port) { loop, pool in
      let delegate = RecordingDelegate()
      delegate.onReady = { $0.write(ByteView("abc")) }
      delegate.onOver = { delegate in
        #expect(delegate.status == 413 && delegate.text == "no")
        #expect(pool.idleCount == 0)
        #expect(throws: Never.self) { try pool.get("/next") { _ in loop.stop() } }
      }
      try pool.request(.post, target: ByteView("/"), host: ByteView("a"), body: .known(10), delegate: delegate)
    }
    #expect(origin.connections == 2)
  }
}
