import Primitives

/// What the header lines said about framing and connection, gathered while they are read.
struct FieldSemantics {
  var contentLength: Int?
  var contentLengthsCount = 0
  var transferEncodingsCount = 0
  var isChunked = false
  var hostsCount = 0
  var host = ByteRange.empty
  var connectionCloses = false
  var connectionKeepsAlive = false
  var expectsCount = 0
  var expectsContinue = false

  /// Looks at one line. Names are told apart by their length first: most lines cost no comparison.
  mutating func note(_ name: ByteView, _ value: ByteView, _ range: FieldRange) throws(HeadFault) {
    switch name.count {
    case 4 where name.equalsIgnoringCase("host"):
      hostsCount += 1
      host = range.value
    case 6 where name.equalsIgnoringCase("expect"):
      expectsCount += 1
      expectsContinue = value.equalsIgnoringCase("100-continue")
    case 10 where name.equalsIgnoringCase("connection"):
      noteConnection(value)
    case 14 where name.equalsIgnoringCase("content-length"):
      contentLengthsCount += 1
      guard contentLengthsCount == 1 else { throw .repeatedContentLength }
      guard let length = value.decimal() else { throw .invalidContentLength }
      contentLength = length
    case 17 where name.equalsIgnoringCase("transfer-encoding"):
      transferEncodingsCount += 1
      isChunked = value.equalsIgnoringCase("chunked")
    default: break
    }
  }

  private mutating func noteConnection(_ value: ByteView) {
    // Nearly always one of these two alone.
    if value.equalsIgnoringCase("keep-alive") { return connectionKeepsAlive = true }
    if value.equalsIgnoringCase("close") { return connectionCloses = true }
    var closes = false
    var keepsAlive = false
    ListValue.forEachElement(of: value) { option in
      if option.equalsIgnoringCase("close") { closes = true }
      if option.equalsIgnoringCase("keep-alive") { keepsAlive = true }
    }
    connectionCloses = connectionCloses || closes
    connectionKeepsAlive = connectionKeepsAlive || keepsAlive
  }

  /// RFC 9112 §9.3.
  func keepAlive(minorVersion: Int) -> Bool {
    !connectionCloses && (minorVersion >= 1 || connectionKeepsAlive)
  }

  /// RFC 9112 §6, where anything two readers could understand in two ways is refused: both length and coding, a coding that
  /// isn't exactly `chunked`, a coding in HTTP/1.0. Nil if no body is announced.
  func bodyFraming(minorVersion: Int) throws(HeadFault) -> MessageFraming? {
    if transferEncodingsCount > 0 {
      guard contentLengthsCount == 0 else { throw .contentLengthWithTransferEncoding }
      guard minorVersion >= 1 else { throw .transferEncodingInOldVersion }
      guard transferEncodingsCount == 1, isChunked else { throw .transferEncodingNotSupported }
      return .chunked
    }
    guard let contentLength else { return nil }
    return .length(contentLength)
  }
}
