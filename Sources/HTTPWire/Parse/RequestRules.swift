import Primitives

/// What a request's header lines mean together, and which combinations are refused.
enum RequestRules {
  static func apply(_ semantics: FieldSemantics, to head: RequestHead) throws(HeadFault) {
    try applyHost(semantics, to: head)
    head.common.pointee.framing = try semantics.bodyFraming(minorVersion: head.minorVersion) ?? .none
    head.common.pointee.keepAlive = semantics.keepAlive(minorVersion: head.minorVersion)
    head.parts.pointee.expectsContinue = false
    guard semantics.expectsCount > 0 else { return }
    guard semantics.expectsCount == 1 else { throw .repeatedExpect }
    guard semantics.expectsContinue else { throw .expectationFailed }
    // RFC 9110 §10.1.1: an HTTP/1.0 client's expectation is ignored; and without a body there is nothing to wait for.
    head.parts.pointee.expectsContinue = head.minorVersion >= 1 && head.framing != .none && head.framing != .length(0)
  }

  /// RFC 9112 §3.2: one Host, and in HTTP/1.1 always one; a target in absolute form has to name the same.
  private static func applyHost(_ semantics: FieldSemantics, to head: RequestHead) throws(HeadFault) {
    head.parts.pointee.hostRange = .empty
    head.parts.pointee.port = nil
    guard semantics.hostsCount <= 1 else { throw .repeatedHost }
    guard semantics.hostsCount == 1 else {
      guard head.minorVersion == 0 else { throw .missingHost }
      guard head.parts.pointee.authorityRange.count == 0 else { throw .missingHost }
      return
    }
    let value = head.view(semantics.host)
    guard let authority = Authority(value) else { throw .invalidHost }
    head.parts.pointee.hostRange = ByteRange(
      from: semantics.host.start, to: semantics.host.start + authority.host.count)
    head.parts.pointee.port = authority.port
    guard head.parts.pointee.authorityRange.count > 0 else { return }
    guard head.view(head.parts.pointee.authorityRange).equalsIgnoringCase(value) else { throw .hostMismatch }
  }
}
