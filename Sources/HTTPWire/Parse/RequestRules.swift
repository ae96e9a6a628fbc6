import Primitives

/// What a request's header lines mean together, and which combinations are refused.
enum RequestRules {
  static func apply(_ semantics: FieldSemantics, to head: RequestHead) throws(HeadFault) {
    try applyHost(semantics, to: head)
    head.framing = try semantics.bodyFraming(minorVersion: head.minorVersion) ?? .none
    head.keepAlive = semantics.keepAlive(minorVersion: head.minorVersion)
    head.expectsContinue = false
    guard semantics.expectsCount > 0 else { return }
    guard semantics.expectsCount == 1 else { throw .repeatedExpect }
    guard semantics.expectsContinue else { throw .expectationFailed }
    // RFC 9110 §10.1.1: an HTTP/1.0 client's expectation is ignored; and without a body there is nothing to wait for.
    head.expectsContinue = head.minorVersion >= 1 && head.framing != .none && head.framing != .length(0)
  }

  /// RFC 9112 §3.2: one Host, and in HTTP/1.1 always one; a target in absolute form has to name the same.
  private static func applyHost(_ semantics: FieldSemantics, to head: RequestHead) throws(HeadFault) {
    head.hostRange = .empty
    head.port = nil
    guard semantics.hostsCount <= 1 else { throw .repeatedHost }
    guard semantics.hostsCount == 1 else {
      guard head.minorVersion == 0 else { throw .missingHost }
      guard head.authorityRange.count == 0 else { throw .missingHost }
      return
    }
    let value = head.view(semantics.host)
    guard let authority = Authority(value) else { throw .invalidHost }
    head.hostRange = ByteRange(from: semantics.host.start, to: semantics.host.start + authority.host.count)
    head.port = authority.port
    guard head.authorityRange.count > 0 else { return }
    guard head.view(head.authorityRange).equalsIgnoringCase(value) else { throw .hostMismatch }
  }
}
