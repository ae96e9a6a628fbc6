import Primitives

/// Writes response heads.
public enum ResponseWriter {
  /// Appends the status line; header lines follow through the writer it gives, then `endHead`.
  public static func begin(status: Int, in buffer: ByteBuffer) -> HeaderWriter {
    precondition((100...599).contains(status), "a status has three digits from 100 to 599")
    buffer.append("HTTP/1.1 " as StaticString)
    buffer.appendDecimal(status)
    buffer.append(byte: 0x20)
    buffer.append(StatusText.reason(status))
    buffer.append("\r\n" as StaticString)
    return HeaderWriter(buffer)
  }

  /// RFC 9110 §6.4.1: whether an answer with this status to that method has a body at all.
  public static func hasBody(status: Int, answering method: HTTPMethod) -> Bool {
    method != .head && status >= 200 && status != 204 && status != 304
  }

  /// The whole interim answer to `Expect: 100-continue`.
  public static let `continue`: StaticString = "HTTP/1.1 100 Continue\r\n\r\n"
}
