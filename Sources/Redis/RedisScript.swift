internal import Primitives

/// A Lua script as Redis knows it: its text, and the digest that it is called by. Made once; every call refers to it.
public final class RedisScript: Sendable {
  public let name: String
  public let source: String
  /// 40 hexadecimal digits, SHA-1 of the source.
  public let digest: String
  /// `EVALSHA` and the digest as they go over the wire.
  let head: [UInt8]

  public init(name: String, source: String) {
    self.name = name
    self.source = source
    digest = ScriptDigest.hex(source)
    head = Array("$7\r\nEVALSHA\r\n$40\r\n\(digest)\r\n".utf8)
  }
}

/// The names of a script's keys, made ready to be sent; made once for all calls with these keys.
public struct RedisKeys: Sendable {
  public let count: Int
  let bytes: [UInt8]

  public init(_ names: [String]) {
    count = names.count
    let buffer = ByteBuffer(capacity: 64 * max(1, names.count))
    var writer = RedisCommandWriter(buffer)
    for name in names { writer.append(name) }
    bytes = buffer.readable.array
  }
}
