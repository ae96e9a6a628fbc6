import HTTPWire
import Primitives
import Testing

@Suite struct FieldTests {
  private func head(_ lines: String) throws -> RequestHead {
    try requestHead("GET / HTTP/1.1\r\nHost: a\r\n\(lines)\r\n")
  }

  @Test func `cookies are found by name`() throws {
    let cookies = Cookies(try head("Cookie: a=1; b=\"two\" ;c=;d; =e;a=2\r\nCookie: f=x=y\r\n"))
    #expect(cookies.value("a")?.string == "1" && cookies.value("b" as StaticString)?.string == "two")
    #expect(cookies.value("c")?.isEmpty == true && cookies.value("d") == nil && cookies.value("f")?.string == "x=y")
    #expect(cookies.value("A") == nil && cookies.value("") == nil)
    let buffer = ByteBuffer()
    #expect(cookies.append(to: buffer) { $0.equals("b") || $0.equals("a") } == 4)
    #expect(buffer.string == "c=; d; =e; f=x=y")
    buffer.clear()
    #expect(Cookies(try head("Cookie: a=1\r\n")).append(to: buffer) { _ in true } == 0 && buffer.isEmpty)
    #expect(Cookies(try head("")).value("a") == nil)
  }

  @Test func `cookies that are set come back`() throws {
    let buffer = ByteBuffer()
    let writer = HeaderWriter(buffer)
    var cookie = SetCookie(name: "__Host-usher_ticket_demo", value: "abc-_.123", maxAgeSeconds: 3_600)
    writer.field(cookie)
    #expect(
      buffer.string
        == "Set-Cookie: __Host-usher_ticket_demo=abc-_.123; Path=/; Max-Age=3600; Secure; HttpOnly; SameSite=Lax\r\n")
    let sent = buffer.string.dropFirst("Set-Cookie: ".count).prefix { $0 != ";" }
    #expect(Cookies(try head("Cookie: \(sent)\r\n")).value("__Host-usher_ticket_demo")?.string == "abc-_.123")
    buffer.clear()
    cookie.sameSite = .none
    cookie.isPartitioned = true
    cookie.isHTTPOnly = false
    cookie.maxAgeSeconds = -5
    cookie.append(to: buffer)
    #expect(
      buffer.string == "__Host-usher_ticket_demo=abc-_.123; Path=/; Max-Age=0; Secure; SameSite=None; Partitioned")
  }

  @Test func `a cookie can't smuggle an attribute`() async {
    await #expect(processExitsWith: .failure) { _ = SetCookie(name: "a", value: "b; Domain=evil") }
    await #expect(processExitsWith: .failure) { _ = SetCookie(name: "a=b", value: "") }
    await #expect(processExitsWith: .failure) { _ = SetCookie(name: "a", value: "b\r\nX: y") }
  }

  @Test func `values can't end their header line, names must be tokens`() async {
    let buffer = ByteBuffer()
    let writer = HeaderWriter(buffer)
    writer.field("A", "x\r\nEvil: 1\0\u{7F}\té")
    writer.field("B", 42)
    writer.field("C", WallInstant(seconds: 784_111_777))
    writer.field("D") { $0.append("p\nq" as StaticString) }
    writer.field("E", "" as String)
    writer.endHead()
    #expect(buffer.string == "A: x  Evil: 1  \té\r\nB: 42\r\nC: Sun, 06 Nov 1994 08:49:37 GMT\r\nD: p q\r\nE: \r\n\r\n")
    await #expect(processExitsWith: .failure) { HeaderWriter(ByteBuffer()).field("A: b\r\nC", "d" as StaticString) }
    await #expect(processExitsWith: .failure) { HeaderWriter(ByteBuffer()).field("", "d" as StaticString) }
  }

  @Test func `heads that are written are read again`() throws {
    let buffer = ByteBuffer()
    let target = ByteView("/bookings/hold?x=%20y")
    var writer = RequestWriter.begin(.post, target: target, host: ByteView("a.example:80"), in: buffer)
    writer.field("Content-Length", 3)
    writer.endHead()
    let head = try requestHead(buffer.string)
    #expect(head.method == .post && head.target == target && head.port == 80 && head.framing == .length(3))
    buffer.clear()
    writer = ResponseWriter.begin(status: 429, in: buffer)
    writer.field("Content-Length", 0)
    writer.endHead()
    let response = try responseHead(buffer.string)
    #expect(response.status == 429 && response.reason.equals("Too Many Requests"))
    #expect(responseFault(ByteView(ResponseWriter.continue).string) == nil)
    #expect(
      !ResponseWriter.hasBody(status: 204, answering: .get) && !ResponseWriter.hasBody(status: 200, answering: .head))
    #expect(
      ResponseWriter.hasBody(status: 404, answering: .get) && !ResponseWriter.hasBody(status: 304, answering: .get))
  }

  @Test func `the date's text changes with the second`() {
    let cache = HTTPDateCache()
    #expect(cache.view(at: WallInstant(microseconds: 999_999)).equals("Thu, 01 Jan 1970 00:00:00 GMT"))
    #expect(cache.view(at: WallInstant(microseconds: 1_000_000)).equals("Thu, 01 Jan 1970 00:00:01 GMT"))
    #expect(cache.view(at: WallInstant(microseconds: 0)).equals("Thu, 01 Jan 1970 00:00:00 GMT"))
  }

  @Test(arguments: [
    ("/", nil), ("/a/b", nil), ("/a/b/", nil), ("/...", nil), ("/.a/b.", nil), ("/a%20b", nil), ("/%C3%A9", nil),
    ("/a..b", nil), ("/%25", nil), ("", TargetFault.notAbsolute), ("a", .notAbsolute), ("*", .notAbsolute),
    ("//", .emptySegment), ("/a//b", .emptySegment), ("//a", .emptySegment), ("/a//", .emptySegment),
    ("/.", .dotSegment),
    ("/..", .dotSegment), ("/./a", .dotSegment), ("/a/../b", .dotSegment), ("/a/.", .dotSegment), ("/%2e", .dotSegment),
    ("/%2E%2e/a", .dotSegment), ("/.%2e", .dotSegment), ("/a/%2e./", .dotSegment), ("/a;b", .parameters),
    ("/a/..;/b", .parameters), ("/a\\b", .backslash), ("/a%2fb", .encodedSlash), ("/%2F", .encodedSlash),
    ("/a%5cb", .encodedSlash), ("/a%5C", .encodedSlash), ("/%00", .controlCharacter), ("/a%0d%0a", .controlCharacter),
    ("/%7f", .controlCharacter), ("/%1F", .controlCharacter), ("/a\u{0}b", .controlCharacter),
    ("/\n", .controlCharacter), ("/%", .badEscape), ("/%2", .badEscape), ("/%zz", .badEscape),
    ("/%2%66", .badEscape), ("/a%u0041", .badEscape), ("/%e", .badEscape),
  ])
  func `paths that could mean two things are named`(_ path: String, _ expected: TargetFault?) {
    #expect(withView(path) { TargetCheck.fault(in: $0) } == expected)
  }

  @Test func `forms and queries are decoded strictly`() throws {
    func items(_ text: String) throws -> [FormItems.Item] {
      try withView(text) { view in Result { try FormItems(view) } }.get().items
    }
    #expect(
      try items("a=1&b=x+y%26z&c&=d&&e=%C3%A9%00") == [
        .init(name: "a", value: "1"), .init(name: "b", value: "x y&z"), .init(name: "c", value: ""),
        .init(name: "", value: "d"),
        .init(name: "e", value: "é\0"),
      ])
    #expect(try items("") == [] && items("a= b =c ") == [.init(name: "a", value: " b =c ")])
    #expect(throws: FormFault.badEscape) { try items("a=%4") }
    #expect(throws: FormFault.badEscape) { try items("%zz=1") }
    #expect(throws: FormFault.invalidUTF8) { try items("a=%ff") }
    #expect(throws: FormFault.tooManyItems) { try items(Array(repeating: "a", count: 101).joined(separator: "&")) }
    let repeated = try withView("s=1&s=2&t=3") { view in Result { try FormItems(view) } }.get()
    #expect(repeated.first("s") == "1" && repeated.all("s") == ["1", "2"] && repeated.first("x") == nil)
    #expect(throws: FormFault.repeatedName) { try repeated.only("s") }
    #expect(try repeated.only("t") == "3" && repeated.only("x") == nil)
    let all = String(String.UnicodeScalarView((0..<0x300).compactMap { Unicode.Scalar($0 as UInt32) }))
    #expect(
      try items(FormItems.encode([(all, all), ("", "")])) == [.init(name: all, value: all), .init(name: "", value: "")])
  }

  @Test func `one query item is looked up in place`() {
    withView("a=1&section=B%20+2&section=C&flag&bad=%f") { view in
      let query = QueryItems(view)
      #expect(query.first("section") == "B  2" && query.raw("section")?.string == "B%20+2")
      #expect(
        query.first("flag") == "" && query.first("bad") == nil && query.first("no") == nil && query.first("sect") == nil
      )
    }
    #expect(QueryItems(.empty).first("a") == nil)
  }

  @Test(arguments: [
    ("", false, true), ("Accept: */*\r\n", false, true), ("Accept: text/html\r\n", true, false),
    ("Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n", true, true),
    ("Accept: application/json\r\n", false, true), ("Accept: application/json, text/html;q=0.9\r\n", false, true),
    ("Accept: text/*;q=0.5, application/json;q=0.4\r\n", true, true),
    ("Accept: text/*;q=0.5, text/html;q=0.1\r\n", true, false),
    ("Accept: text/html;q=0\r\n", false, false), ("Accept: */*;q=0.1\r\nAccept: TEXT/HTML\r\n", true, true),
    ("Accept: */*, application/json;q=0\r\n", true, false), ("Accept: nonsense, text/html;q=2\r\n", false, false),
    ("Accept: text/html;q=0.12345\r\n", false, false), ("Accept: text/html; Q=1.000\r\n", true, false),
    ("Accept: */html\r\n", false, false), ("Accept: text/html;q=1.5\r\n", false, false),
    ("Accept: text/html;q=1.\r\n", true, false),
  ])
  func `what a client would like`(_ lines: String, _ prefersHTML: Bool, _ acceptsJSON: Bool) throws {
    let accept = Accept(try head(lines))
    #expect(accept.prefersHTML == prefersHTML && accept.acceptsJSON == acceptsJSON)
  }

  @Test func `media types without their parameters`() {
    #expect(withView("application/x-www-form-urlencoded ; charset=utf-8") { MediaType.isForm($0) })
    for (text, expected) in [
      ("application/json", true), ("Application/JSON;charset=utf-8", true), ("application/merge-patch+json", true),
      ("text/json", false), ("application/jsonx", false), ("application/+json", false), ("", false),
    ] {
      #expect(withView(text) { MediaType.isJSON($0) } == expected, "\(text)")
    }
  }

  @Test func `only this hop's headers stay behind`() throws {
    let plain = HopByHop(try head("Connection: keep-alive\r\n"))
    for name in [
      "Connection", "keep-alive", "TE", "Trailer", "Transfer-Encoding", "UPGRADE", "Proxy-Connection",
      "Proxy-Authorization", "Proxy-Authenticate", "HTTP2-Settings",
    ] {
      #expect(withView(name) { plain.removes($0) }, "\(name)")
    }
    for name in ["Host", "Cookie", "Content-Length", "Usher-User", "X-Te"] {
      #expect(!withView(name) { plain.removes($0) })
    }
    let named = HopByHop(try head("Connection: X-Secret, close\r\nConnection: , usher-user\r\n"))
    #expect(withView("x-secret") { named.removes($0) } && withView("Usher-User") { named.removes($0) })
    #expect(!withView("cookie") { named.removes($0) })
  }

  @Test func `list tokens are found on any line`() throws {
    let head = try head("Cache-Control: max-age=1 , No-Store\r\nCache-Control: private\r\n")
    #expect(head.hasToken("no-store", in: "cache-control") && head.hasToken("private", in: "Cache-Control"))
    #expect(!head.hasToken("store", in: "cache-control") && !head.hasToken("x", in: "y"))
  }
}
