import HTTPWire
import Primitives
import TestKit
import Testing
import WireKit

@Suite struct RequestHeadTests {
  @Test func `a browser's request`() throws {
    let head = try requestHead(
      "GET /shop/demo/seats?section=A&row=2 HTTP/1.1\r\nHost: Tickets.Example:8443\r\nUser-Agent: Mozilla/5.0 (X11)\r\n"
        + "Accept: text/html,*/*;q=0.8\r\nCookie: a=1; b=2\r\ncookie: c=3\r\nEmpty:\r\nTabs:\t x y \t \r\n\r\n")
    #expect(head.method == .get && head.methodName.equals("GET") && head.minorVersion == 1)
    #expect(head.path.equals("/shop/demo/seats") && head.query.equals("section=A&row=2") && head.hasQuery)
    #expect(head.target.equals("/shop/demo/seats?section=A&row=2"))
    #expect(head.host.equals("Tickets.Example") && head.port == 8443)
    #expect(head.framing == .none && head.keepAlive && !head.expectsContinue && !head.isAsteriskForm)
    #expect(head.headersCount == 7 && head.count(of: "COOKIE") == 2 && head.has("empty") && !head.has("x"))
    #expect(head.first("cookie")?.string == "a=1; b=2" && head.only("cookie") == nil && head.first("none") == nil)
    #expect(head.only("tabs")?.string == "x y" && head.first("empty")?.isEmpty == true)
    #expect(head.name(at: 0).equals("Host") && head.value(at: 1).equals("Mozilla/5.0 (X11)"))
  }

  @Test(arguments: HTTPMethod.allCases)
  func `methods are told apart, with their case`(_ method: HTTPMethod) throws {
    guard method != .other && method != .connect && method != .trace else { return }
    let name = ByteView(method.name).string
    #expect(try requestHead("\(name) / HTTP/1.1\r\nHost: a\r\n\r\n").method == method)
    let head = try requestHead("\(name.lowercased()) / HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(head.method == .other && head.methodName.string == name.lowercased())
  }

  @Test func `targets in all their forms`() throws {
    let absolute = try requestHead("GET HTTP://A.example:80?x=/y HTTP/1.1\r\nHost: a.example:80\r\n\r\n")
    #expect(absolute.path.equals("/") && absolute.query.equals("x=/y"))
    let deep = try requestHead("GET https://a.example/p/q? HTTP/1.1\r\nHost: a.example\r\n\r\n")
    #expect(deep.path.equals("/p/q") && deep.query.isEmpty && deep.hasQuery)
    let buffer = ByteBuffer()
    deep.appendOriginForm(to: buffer)
    #expect(buffer.string == "/p/q?")
    let asterisk = try requestHead("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(asterisk.isAsteriskForm && asterisk.path.isEmpty)
    buffer.clear()
    asterisk.appendOriginForm(to: buffer)
    #expect(buffer.string == "*")
    let odd = try requestHead("GET /a//b/%2e|[x]?{}^`\\ HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(odd.path.equals("/a//b/%2e|[x]") && odd.query.equals("{}^`\\"))
  }

  @Test func `a head is used again without traces of the last message`() throws {
    let head = RequestHead()
    var parser = RequestParser()
    let buffer = ByteBuffer()
    for round in 0..<3 {
      let long = String(repeating: "v", count: 3_000 * round + 1)
      let name = String(repeating: "n", count: 120 * round + 1)
      buffer.append(
        "POST http://h/\(name)?q HTTP/1.1\r\nHost: h\r\nContent-Length: 7\r\nConnection: close\r\n\(name): \(long)\r\n\r\n"
      )
      guard case .complete(let first) = try parser.parse(buffer.readable, into: head) else { throw IncompleteHead() }
      #expect(first == buffer.readableCount && head.framing == .length(7) && !head.keepAlive)
      buffer.consume(first)
      // The head's bytes are its own: this overwrites what it was read from.
      buffer.append("GET /other HTTP/1.0\r\n\r\n" + String(repeating: " ", count: 5_000))
      #expect(head.path.string == "/\(name)" && head.value(at: 3).string == long)
      guard case .complete = try parser.parse(buffer.readable, into: head) else { throw IncompleteHead() }
      buffer.clear()
      #expect(head.framing == .none && head.headersCount == 0 && head.host.isEmpty && head.port == nil)
      #expect(!head.hasQuery && head.minorVersion == 0 && head.path.equals("/other") && head.query.isEmpty)
    }
  }

  @Test(arguments: [
    ("HTTP/1.1", "", true), ("HTTP/1.1", "Connection: close\r\n", false), ("HTTP/1.1", "Connection: Close\r\n", false),
    ("HTTP/1.1", "Connection: keep-alive\r\n", true), ("HTTP/1.1", "Connection: upgrade, close\r\n", false),
    ("HTTP/1.1", "Connection: keep-alive\r\nConnection: close\r\n", false),
    ("HTTP/1.1", "Connection: closed\r\n", true),
    ("HTTP/1.0", "", false), ("HTTP/1.0", "Connection: keep-alive\r\n", true),
    ("HTTP/1.0", "Connection: foo , Keep-Alive\r\n", true), ("HTTP/1.0", "Connection: keep-alive, close\r\n", false),
  ])
  func `connections persist by version and option`(_ version: String, _ lines: String, _ expected: Bool) throws {
    #expect(try requestHead("GET / \(version)\r\nHost: a\r\n\(lines)\r\n").keepAlive == expected)
  }

  @Test func `an expectation is met only for a body that is to come`() throws {
    func head(_ lines: String, _ version: String = "HTTP/1.1") throws -> RequestHead {
      try requestHead("POST / \(version)\r\nHost: a\r\n\(lines)\r\n")
    }
    #expect(try head("Expect: 100-Continue\r\nContent-Length: 1\r\n").expectsContinue)
    #expect(try head("Expect: 100-continue\r\nTransfer-Encoding: Chunked\r\n").expectsContinue)
    #expect(try !head("Expect: 100-continue\r\nContent-Length: 0\r\n").expectsContinue)
    #expect(try !head("Expect: 100-continue\r\n").expectsContinue)
    #expect(try !head("Expect: 100-continue\r\nContent-Length: 1\r\n", "HTTP/1.0").expectsContinue)
  }

  @Test(.seeded) func `requests that were tampered with arrive the same in any pieces`() {
    var random = SeededRandom(seed: TestSeed.current)
    let seed = Array(
      ("\r\nPOST /a?b HTTP/1.1\r\nHost: a:1\r\nTransfer-Encoding: chunked\r\nX: \t\u{1F600} y\r\n\r\n"
        + "5;a=\"b\\\"\";c\r\nhello\r\n0\r\nT: v\r\n\r\nGET / HTTP/1.0\r\nContent-Length: 2\r\n\r\nok").utf8)
    let limits = HeadLimits(headBytesMax: 90, headersMax: 3, targetBytesMax: 5)
    var faults: Set<String> = []
    for _ in 0..<3_000 {
      var bytes = seed
      for _ in 0..<(random.next() % 4) {
        let place = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 4 {
        case 0: bytes[place] = [0, 9, 10, 13, 32, 35, 58, 127, 200][Int(random.next() % 9)]
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(bytes[Int(random.next() % UInt64(bytes.count))], at: place)
        default: bytes.insert(contentsOf: seed[0..<min(place, 30)], at: place)
        }
      }
      let whole = WireReader.read(bytes, .request, limits: limits)
      faults.insert(whole.fault ?? "none")
      var pieces: [[UInt8]] = []
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = min(rest.count, 1 + Int(random.next() % 9))
        pieces.append(Array(rest.prefix(count)))
        rest = rest.dropFirst(count)
      }
      let found = WireReader.read(pieces, .request, limits: limits)
      if found != whole {
        Issue.record("\(String(decoding: bytes, as: UTF8.self).debugDescription): \(found), \(whole)")
      }
    }
    #expect(faults.count > 10)
  }
}
