import HTTPWire
import Primitives
import Testing
import WireKit

/// What two readers could understand in two ways, and what the standard forbids.
@Suite struct RefusalTests {
  @Test(arguments: [
    // Framing that hides a second request (RFC 9112 §6.3, §11.2).
    ("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", HeadFault.contentLengthWithTransferEncoding),
    ("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", .contentLengthWithTransferEncoding),
    ("Content-Length: 3\r\nContent-Length: 4\r\n", .repeatedContentLength),
    ("Content-Length: 3\r\ncontent-length: 3\r\n", .repeatedContentLength),
    ("Content-Length: 3, 3\r\n", .invalidContentLength), ("Content-Length: 3,4\r\n", .invalidContentLength),
    ("Content-Length: +3\r\n", .invalidContentLength), ("Content-Length: -3\r\n", .invalidContentLength),
    ("Content-Length: 0x3\r\n", .invalidContentLength), ("Content-Length: 3.0\r\n", .invalidContentLength),
    ("Content-Length: 3 3\r\n", .invalidContentLength), ("Content-Length:\r\n", .invalidContentLength),
    ("Content-Length: \"3\"\r\n", .invalidContentLength),
    ("Content-Length: 9223372036854775808\r\n", .invalidContentLength),
    ("Content-Length: 18446744073709551619\r\n", .invalidContentLength),
    ("Content-Length: \u{0663}\r\n", .invalidContentLength),
    ("Transfer-Encoding: identity\r\n", .transferEncodingNotSupported),
    ("Transfer-Encoding: gzip, chunked\r\n", .transferEncodingNotSupported),
    ("Transfer-Encoding: chunked, identity\r\n", .transferEncodingNotSupported),
    ("Transfer-Encoding: chunked, chunked\r\n", .transferEncodingNotSupported),
    ("Transfer-Encoding: xchunked\r\n", .transferEncodingNotSupported),
    ("Transfer-Encoding: chunkedx\r\n", .transferEncodingNotSupported),
    ("Transfer-Encoding: \"chunked\"\r\n", .transferEncodingNotSupported),
    ("Transfer-Encoding: chunked;q=1\r\n", .transferEncodingNotSupported),
    ("Transfer-Encoding: ,chunked\r\n", .transferEncodingNotSupported),
    ("Transfer-Encoding:\r\n", .transferEncodingNotSupported),
    ("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", .transferEncodingNotSupported),
    ("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n", .transferEncodingNotSupported),
    ("Transfer-Encoding : chunked\r\n", .spaceBeforeColon), ("Transfer-Encoding\t: chunked\r\n", .spaceBeforeColon),
    ("Transfer-Encoding:\u{0B}chunked\r\n", .invalidHeaderValue),
    ("Transfer-Encoding: chunked\u{0B}\r\n", .invalidHeaderValue),
    ("Transfer_Encoding: chunked\r\nTransfer-Encoding\u{0}: chunked\r\n", .invalidHeaderName),
    // Lines (RFC 9112 §2.2, §5.1, §5.2).
    ("X: 1\n", .bareLineFeed), ("X: 1\nY: 2\r\n", .bareLineFeed), ("X\n: 1\r\n", .bareLineFeed),
    ("\nX: 1\r\n", .bareLineFeed),
    ("X: 1\r", .bareCarriageReturn), ("X: 1\r\r\n", .bareCarriageReturn), ("X: a\rb\r\n", .bareCarriageReturn),
    ("\rX: 1\r\n", .bareCarriageReturn), ("X: 1\r\n folded\r\n", .obsoleteFold),
    ("X: 1\r\n\tfolded\r\n", .obsoleteFold),
    (" X: 1\r\n", .obsoleteFold), ("X: 1\r\n \r\n", .obsoleteFold), ("X : 1\r\n", .spaceBeforeColon),
    ("X Y: 1\r\n", .spaceBeforeColon), (": 1\r\n", .emptyHeaderName), ("X\r\n", .missingColon),
    ("X: \0\r\n", .invalidHeaderValue), ("X: a\0b\r\n", .invalidHeaderValue), ("X: \u{7F}\r\n", .invalidHeaderValue),
    ("X: \u{1B}[0m\r\n", .invalidHeaderValue), ("X: 12345678\u{08}\r\n", .invalidHeaderValue),
    ("X\0: 1\r\n", .invalidHeaderName), ("X(: 1\r\n", .invalidHeaderName), ("\u{E9}: 1\r\n", .invalidHeaderName),
    ("X\u{FF3F}: 1\r\n", .invalidHeaderName), ("\"X\": 1\r\n", .invalidHeaderName),
    // Expectations (RFC 9110 §10.1.1).
    ("Expect: 200-ok\r\n", .expectationFailed), ("Expect: 100-continue, x\r\n", .expectationFailed),
    ("Expect: 100-continue\r\nExpect: 100-continue\r\n", .repeatedExpect),
    // Hosts (RFC 9112 §3.2).
    ("Host: a\r\n", .repeatedHost), ("host: b\r\n", .repeatedHost),
  ])
  func `header lines that are refused`(_ lines: String, _ expected: HeadFault) {
    #expect(requestFault("POST / HTTP/1.1\r\nHost: a\r\n\(lines)\r\n") == expected)
  }

  @Test(arguments: [
    ("", HeadFault.missingHost), ("Host:\r\n", .invalidHost), ("Host: user@a\r\n", .invalidHost),
    ("Host: a:\r\n", .invalidHost), ("Host: a:b\r\n", .invalidHost), ("Host: a:65536\r\n", .invalidHost),
    ("Host: a:000080\r\n", .invalidHost), ("Host: :80\r\n", .invalidHost), ("Host: a b\r\n", .invalidHost),
    ("Host: a/b\r\n", .invalidHost), ("Host: a,b\r\n", nil), ("Host: [::1\r\n", .invalidHost),
    ("Host: [::1]x\r\n", .invalidHost), ("Host: [::g]\r\n", .invalidHost), ("Host: []\r\n", .invalidHost),
    ("Host: ::1\r\n", .invalidHost), ("Host: \u{E9}\r\n", .invalidHost), ("Host: a?b\r\n", .invalidHost),
    ("Host: a#b\r\n", .invalidHost), ("Host: a\\b\r\n", .invalidHost), ("Host: [::1]\r\n", nil),
    ("Host: [::1]:80\r\n", nil), ("Host: a.example.:80\r\n", nil), ("Host: 127.0.0.1:0\r\n", nil),
    ("Host: a_b\r\n", nil),
  ])
  func `hosts`(_ lines: String, _ expected: HeadFault?) {
    #expect(requestFault("GET / HTTP/1.1\r\n\(lines)\r\n") == expected)
  }

  @Test(arguments: [
    ("GET / HTTP/1.1 ", HeadFault.invalidVersion), ("GET  / HTTP/1.1", .invalidTarget),
    ("GET /  HTTP/1.1", .invalidVersion),
    (" GET / HTTP/1.1", .invalidMethod), ("GET\t/ HTTP/1.1", .invalidMethod), ("GET /\tHTTP/1.1", .invalidTarget),
    ("G\u{E9}T / HTTP/1.1", .invalidMethod), ("GET(/ HTTP/1.1", .invalidMethod), ("GET", .invalidMethod),
    ("", .invalidMethod),
    ("GET /", .invalidVersion), ("GET / HTTP/1", .invalidVersion), ("GET / HTTP/1.", .invalidVersion),
    ("GET / HTTP/1.10", .invalidVersion), ("GET / HTTP/11", .invalidVersion), ("GET / http/1.1", .invalidVersion),
    ("GET / HTTP/01.1", .invalidVersion), ("GET / HTTP /1.1", .invalidVersion),
    ("GET / HTTP/2.0", .versionNotSupported),
    ("GET / HTTP/1.2", .versionNotSupported), ("GET / HTTP/0.9", .versionNotSupported),
    ("PRI * HTTP/2.0", .asteriskNotOptions),
    ("GET /\u{E9} HTTP/1.1", .invalidTarget), ("GET /#f HTTP/1.1", .invalidTarget),
    ("GET /\"x\" HTTP/1.1", .invalidTarget),
    ("GET /<x> HTTP/1.1", .invalidTarget), ("GET /\\x HTTP/1.1", .invalidTarget),
    ("GET /\u{7F} HTTP/1.1", .invalidTarget),
    ("GET /?a#b HTTP/1.1", .invalidTarget), ("GET /?\u{0} HTTP/1.1", .invalidTarget),
    ("GET x HTTP/1.1", .invalidTarget),
    ("GET ?x HTTP/1.1", .invalidTarget), ("GET a:80 HTTP/1.1", .invalidTarget),
    ("GET ftp://a/ HTTP/1.1", .invalidTarget),
    ("GET http:///x HTTP/1.1", .invalidTarget), ("GET http://b/ HTTP/1.1", .hostMismatch),
    ("GET http://u@a/ HTTP/1.1", .hostMismatch), ("GET http://a:80/ HTTP/1.1", .hostMismatch),
    ("GET * HTTP/1.1", .asteriskNotOptions), ("OPTIONS *?x HTTP/1.1", .invalidTarget),
    ("CONNECT a:443 HTTP/1.1", .methodNotImplemented), ("TRACE / HTTP/1.1", .methodNotImplemented),
    ("GET / HTTP/1.1\n", .bareLineFeed), ("GET /\n", .bareLineFeed), ("GET\n", .bareLineFeed),
    ("GET / HTTP/1.1\rX", .bareCarriageReturn),
  ])
  func `request lines that are refused`(_ line: String, _ expected: HeadFault) {
    #expect(requestFault("\(line)\r\nHost: a\r\n\r\n") == expected)
  }

  @Test func `one empty line before a request is passed over, not two`() {
    #expect(requestFault("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n") == nil)
    #expect(requestFault("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n") == .invalidMethod)
    #expect(requestFault("\nGET / HTTP/1.1\r\nHost: a\r\n\r\n") == .bareLineFeed)
    #expect(requestFault("\r\rGET / HTTP/1.1\r\nHost: a\r\n\r\n") == .bareCarriageReturn)
  }

  @Test func `HTTP/1.0 has no chunks`() {
    #expect(requestFault("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n") == .transferEncodingInOldVersion)
    #expect(requestFault("GET http://a/ HTTP/1.0\r\n\r\n") == .missingHost)
    #expect(requestFault("GET / HTTP/1.0\r\n\r\n") == nil)
  }

  @Test func `each limit takes its last and refuses one more`() {
    let limits = HeadLimits(headBytesMax: 200, headersMax: 3, targetBytesMax: 10)
    #expect(requestFault("GET /234567890 HTTP/1.1\r\nHost: a\r\n\r\n", limits: limits) == nil)
    #expect(requestFault("GET /234567890x HTTP/1.1\r\nHost: a\r\n\r\n", limits: limits) == .targetTooLong)
    #expect(requestFault("GET /234567890x", limits: limits) == .targetTooLong)
    #expect(requestFault("GET / HTTP/1.1\r\nHost: a\r\nA: 1\r\nB: 2\r\n\r\n", limits: limits) == nil)
    #expect(requestFault("GET / HTTP/1.1\r\nHost: a\r\nA: 1\r\nB: 2\r\nC: 3\r\n", limits: limits) == .tooManyHeaders)
    #expect(requestFault("GET / HTTP/1.1\r\nHost: a\r\n\(String(repeating: "n", count: 256)): 1\r\n\r\n") == nil)
    #expect(requestFault("GET / HTTP/1.1\r\n\(String(repeating: "n", count: 257))") == .headerNameTooLong)
    let frame = "GET / HTTP/1.1\r\nHost: a\r\nA: \r\n\r\n".utf8.count
    func padded(_ count: Int) -> String {
      "GET / HTTP/1.1\r\nHost: a\r\nA: \(String(repeating: "x", count: count))\r\n\r\n"
    }
    #expect(requestFault(padded(200 - frame), limits: limits) == nil)
    #expect(requestFault(padded(201 - frame), limits: limits) == .headTooLarge)
    #expect(requestFault("G" + String(repeating: "E", count: 70)) == .invalidMethod)
  }

  @Test func `every byte in every place of a header line`() {
    for byte in UInt8.min...UInt8.max {
      func outcome(_ before: String, _ after: String) -> Bool {
        let bytes = Array("GET / HTTP/1.1\r\nHost: a\r\n\(before)".utf8) + [byte] + Array("\(after)\r\n\r\n".utf8)
        return WireReader.read(bytes, .request).completeCount == 1
      }
      let isToken = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8.contains(byte)
      let isText = byte >= 0x20 && byte != 0x7F || byte == 9
      // In a name a colon ends it, and its rest is a value.
      let inName = isToken || byte == UInt8(ascii: ":")
      if outcome("X", "Y: 1") != inName { Issue.record("\(byte) in a name") }
      if outcome("X: ", "") != isText { Issue.record("\(byte) as a value") }
      for count in 0...17 {
        let filler = String(repeating: "v", count: count)
        if outcome("X: \(filler)", "w\(filler)") != isText { Issue.record("\(byte) at \(count) in a value") }
      }
    }
  }

  @Test func `faults have the status of their kind`() {
    #expect(HeadFault.allCases.allSatisfy { Problem($0).status == $0.status })
    #expect(ChunkFault.allCases.allSatisfy { Problem($0).status == $0.status })
  }
}
