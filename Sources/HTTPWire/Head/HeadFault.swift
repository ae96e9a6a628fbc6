/// Why the head of a message was refused. After any of them the place where the next message begins is unknown or not to be
/// trusted: answer, then close.
public enum HeadFault: String, Error, Equatable, Sendable, CaseIterable {
  case headTooLarge = "the header section is larger than this server takes"
  case tooManyHeaders = "there are more header lines than this server takes"
  case headerNameTooLong = "a header's name is longer than this server takes"
  case targetTooLong = "the request target is longer than this server takes"
  case invalidMethod = "the method must be a token followed by one space"
  case methodNotImplemented = "this server doesn't do CONNECT and TRACE"
  case invalidTarget = "the request target holds something that must be escaped, or isn't a target"
  case asteriskNotOptions = "only OPTIONS may ask for *"
  case invalidVersion = "the start line must name its version as HTTP/1.1 or HTTP/1.0"
  case versionNotSupported = "only HTTP/1.1 and HTTP/1.0 are spoken here"
  case invalidStatus = "the status must be three digits from 100 to 599"
  case invalidReason = "the reason phrase holds a control character"
  case bareLineFeed = "lines must end with CR LF, not LF alone"
  case bareCarriageReturn = "CR may only stand before LF"
  case obsoleteFold = "a header line may not begin with white space"
  case spaceBeforeColon = "white space may not stand between a header's name and its colon"
  case missingColon = "a header line needs a colon"
  case emptyHeaderName = "a header needs a name"
  case invalidHeaderName = "a header's name must be a token"
  case invalidHeaderValue = "a header's value holds a control character"
  case missingHost = "HTTP/1.1 needs a Host header"
  case repeatedHost = "there may be only one Host header"
  case invalidHost = "Host must be a name or an address, and optionally a port"
  case hostMismatch = "the target's authority differs from Host"
  case invalidContentLength = "Content-Length must be one decimal number"
  case repeatedContentLength = "there may be only one Content-Length"
  case contentLengthWithTransferEncoding = "Content-Length and Transfer-Encoding exclude each other"
  case transferEncodingNotSupported = "the only transfer coding understood here is chunked, once"
  case transferEncodingInOldVersion = "HTTP/1.0 has no Transfer-Encoding"
  case bodyNotAllowed = "this status has no body, yet one is announced"
  case unexpectedUpgrade = "nobody asked for another protocol"
  case expectationFailed = "the only expectation met here is 100-continue"
  case repeatedExpect = "there may be only one Expect header"

  /// What a server answers.
  public var status: Int {
    switch self {
    case .headTooLarge, .tooManyHeaders, .headerNameTooLong: 431
    case .targetTooLong: 414
    case .methodNotImplemented, .transferEncodingNotSupported: 501
    case .versionNotSupported: 505
    case .expectationFailed: 417
    default: 400
    }
  }
}

extension HeadFault: CustomStringConvertible {
  public var description: String { rawValue }
}
