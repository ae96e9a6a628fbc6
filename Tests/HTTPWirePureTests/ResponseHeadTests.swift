import HTTPWire
import Primitives
import Testing

@Suite struct ResponseHeadTests {
  @Test func `an origin's answer`() throws {
    let head = try responseHead(
      "HTTP/1.1 409 Conflict here\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n")
    #expect(head.status == 409 && head.reason.equals("Conflict here") && head.framing == .length(12) && head.keepAlive)
    #expect(head.first("content-type")?.string == "application/json" && !head.isInterim)
    #expect(try responseHead("HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n").framing == .chunked)
    #expect(try responseHead("HTTP/1.1 103 Early Hints\r\n\r\n").isInterim)
  }

  @Test func `which answers have a body`() throws {
    let length = "Content-Length: 5\r\n"
    #expect(try responseHead("HTTP/1.1 200 OK\r\n\(length)\r\n", answering: .head).framing == .none)
    #expect(
      try responseHead("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", answering: .head).framing == .none)
    #expect(try responseHead("HTTP/1.1 304 Not Modified\r\n\(length)\r\n").framing == .none)
    #expect(try responseHead("HTTP/1.1 204 No Content\r\n\r\n").framing == .none)
    #expect(try responseHead("HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n").framing == .none)
    let open = try responseHead("HTTP/1.1 200 OK\r\n\r\n")
    #expect(open.framing == .untilClose && !open.keepAlive)
  }

  @Test(arguments: [
    ("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", HeadFault.bodyNotAllowed),
    ("HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n", .bodyNotAllowed),
    ("HTTP/1.1 100 Continue\r\nContent-Length: 5\r\n\r\n", .bodyNotAllowed),
    ("HTTP/1.1 101 Switching Protocols\r\n\r\n", .unexpectedUpgrade),
    ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", .contentLengthWithTransferEncoding),
    ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", .repeatedContentLength),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", .transferEncodingNotSupported),
    ("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", .transferEncodingInOldVersion),
    ("HTTP/1.1 600 X\r\n\r\n", .invalidStatus), ("HTTP/1.1 099 X\r\n\r\n", .invalidStatus),
    ("HTTP/1.1 20 X\r\n\r\n", .invalidStatus),
    ("HTTP/1.1 2000 X\r\n\r\n", .invalidStatus), ("HTTP/1.1 200X\r\n\r\n", .invalidStatus),
    ("HTTP/1.1 200\tX\r\n\r\n", .invalidStatus),
    ("HTTP/1.1 200 O\0K\r\n\r\n", .invalidReason), ("HTTP/1.1 200 OK\n\r\n", .bareLineFeed),
    ("HTTP/1.1 200\n\r\n", .bareLineFeed),
    ("HTTP/1.1 200 OK\rX\r\n", .bareCarriageReturn), ("HTTP/1.2 200 OK\r\n\r\n", .versionNotSupported),
    ("HTTP/2 200 OK\r\n\r\n", .invalidVersion), ("\r\nHTTP/1.1 200 OK\r\n\r\n", .invalidVersion),
    ("HTTP/1.1 200 OK\r\n X: 1\r\n\r\n", .obsoleteFold),
  ])
  func `answers that are refused`(_ text: String, _ expected: HeadFault) {
    #expect(responseFault(text) == expected)
  }

  @Test(arguments: [
    ("1.1", "", true), ("1.1", "Connection: close\r\n", false), ("1.0", "", false),
    ("1.0", "Connection: keep-alive\r\n", true),
  ])
  func `connections persist by version and option`(_ version: String, _ lines: String, _ expected: Bool) throws {
    #expect(try responseHead("HTTP/\(version) 200 OK\r\nContent-Length: 0\r\n\(lines)\r\n").keepAlive == expected)
  }
}
