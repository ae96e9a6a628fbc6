import Primitives

/// Writes request heads, for origins and the load driver.
public enum RequestWriter {
  /// Appends the request line and `Host`; header lines follow through the writer it gives, then `endHead`. Target and host
  /// are the caller's word: they come from a head that was parsed, or from the program itself.
  public static func begin(
    _ method: HTTPMethod, target: ByteView, host: ByteView, in buffer: ByteBuffer
  ) -> HeaderWriter {
    precondition(method != .other, "a method outside the list is written by its name")
    return begin(methodName: ByteView(method.name), target: target, host: host, in: buffer)
  }

  public static func begin(
    methodName: ByteView, target: ByteView, host: ByteView, in buffer: ByteBuffer
  ) -> HeaderWriter {
    precondition(!methodName.isEmpty && ASCIISet.token.containsAll(of: methodName), "a method must be a token")
    precondition(!target.isEmpty && ASCIISet.query.containsAll(of: target), "a target must be escaped")
    buffer.append(methodName)
    buffer.append(byte: 0x20)
    buffer.append(target)
    buffer.append(" HTTP/1.1\r\n" as StaticString)
    let writer = HeaderWriter(buffer)
    writer.field("Host", host)
    return writer
  }
}
