/// The cases of the fixtures where this parser decides otherwise than theirs, and the rule that says so.
///
/// `noHost` isn't in the table: most of the fixtures lack the Host that RFC 9112 §3.2 requires of HTTP/1.1. They have to be
/// refused for that, and are then tried again with one.
enum Stricter {
  /// Accepted there, refused here, with the fault expected here.
  static let refusedHere: [String: (fault: String, rule: String)] = [
    "request/connection.md|Multiple tokens with folding and LWS": (
      invalidTarget, "RFC 9110 §7.8: Upgrade is ignored, so what follows is a request, and not one"
    ),
    "request/connection.md|Upgrade GET request": (invalidTarget, "RFC 9110 §7.8"),
    "response/sample.md|Google 301": (
      "head: lines must end with CR LF, not LF alone",
      "RFC 9112 §2.2: the fixture swallowed the text of its own document, which stands behind the answer"
    ),
    "request/method.md|CONNECT request": (
      "head: this server doesn't do CONNECT and TRACE", "RFC 9110 §9.3.6: an origin's choice"
    ),
    "request/method.md|CONNECT request with CAPS": (
      "head: this server doesn't do CONNECT and TRACE", "RFC 9110 §9.3.6"
    ),
    "request/method.md|CONNECT with body": ("head: this server doesn't do CONNECT and TRACE", "RFC 9110 §9.3.6"),
    "request/uri.md|Underscore in hostname": ("head: this server doesn't do CONNECT and TRACE", "RFC 9110 §9.3.6"),
    "request/method.md|M-SEARCH request": ("head: only OPTIONS may ask for *", "RFC 9112 §3.2.4"),
    "request/method.md|SOURCE request with ICE": (invalidVersion, "RFC 9112 §2.3: the name is HTTP"),
    "request/method.md|OPTIONS request with RTSP": (invalidVersion, "RFC 9112 §2.3"),
    "request/sample.md|No HTTP version": (invalidVersion, "RFC 9112 §3: HTTP/0.9 is gone"),
    "request/transfer-encoding.md|POST with `chunked` as last transfer-encoding": (invalidTarget, fragment),
    "request/transfer-encoding.md|POST with `chunked` as last transfer-encoding (multiple headers)": (
      invalidTarget, fragment
    ),
    "request/uri.md|`host:port` and basic auth": (
      "head: Host must be a name or an address, and optionally a port",
      "RFC 9110 §4.2.4: no user information, in Host either"
    ),
    "response/connection.md|HTTP 101 response with Upgrade and Content-Length header": (
      upgrade, "RFC 9110 §15.2.2: nobody asked"
    ),
    "response/connection.md|HTTP 101 response with Upgrade and Transfer-Encoding header": (
      upgrade, "RFC 9112 §6.1: no coding in 1xx"
    ),
    "response/connection.md|HTTP 100 first, then 400": (
      invalidVersion, "RFC 9112 §2.1: no empty line before a status line"
    ),
    "response/sample.md|Response starting with CRLF": (invalidVersion, "RFC 9112 §2.1"),
    "response/sample.md|RTSP response": (invalidVersion, "RFC 9112 §2.3"),
    "response/sample.md|ICE response": (invalidVersion, "RFC 9112 §2.3"),
    "response/sample.md|HTTP version 0.9": ("head: only HTTP/1.1 and HTTP/1.0 are spoken here", "RFC 9112 §2.3"),
    "response/transfer-encoding.md|`chunked` before other transfer-encoding": (
      coding, "RFC 9112 §6.1: chunked comes last, and alone here"
    ),
    "response/transfer-encoding.md|multiple transfer-encoding where chunked is not the last one": (
      coding, "RFC 9112 §6.1"
    ),
    "response/transfer-encoding.md|`chunkedchunked` transfer-encoding does not enable chunked enconding": (
      coding, "RFC 9112 §7"
    ),
  ]

  /// Refused there, taken here, and why that is right. Nothing about framing stands here.
  static let takenHere: [String: String] = [
    "request/invalid.md|HTTP protocol and ANNOUNCE method":
      "RFC 9110 §9.1: methods are an open set; the head says `other`, and the route answers 405 or 501",
    "request/invalid.md|Invalid method": "RFC 9110 §9.1: MKCOLA is a token like any other",
  ]

  private static let invalidVersion = "head: the start line must name its version as HTTP/1.1 or HTTP/1.0"
  private static let invalidTarget = "head: the request target holds something that must be escaped, or isn't a target"
  private static let fragment = "RFC 9112 §3.2: a target has no fragment"
  private static let upgrade = "head: nobody asked for another protocol"
  private static let coding = "head: the only transfer coding understood here is chunked, once"
}
