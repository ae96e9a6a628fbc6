import Primitives

/// Puts a body into chunks.
public enum ChunkedWriter {
  /// Appends one chunk. Nothing for no bytes: an empty chunk would end the body.
  public static func appendChunk(_ bytes: ByteView, to buffer: ByteBuffer) {
    guard !bytes.isEmpty else { return }
    let digits = (64 - UInt64(bytes.count).leadingZeroBitCount + 3) / 4
    buffer.appendHex(UInt64(bytes.count), digits: digits)
    buffer.append("\r\n" as StaticString)
    buffer.append(bytes)
    buffer.append("\r\n" as StaticString)
  }

  /// Appends the last chunk, without trailers.
  public static func appendEnd(to buffer: ByteBuffer) { buffer.append("0\r\n\r\n" as StaticString) }
}
