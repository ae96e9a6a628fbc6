public import Primitives

/// Whom a limit counts.
public enum LimitSubject: Hashable, Sendable {
  /// A user's name, as the shop gave it.
  case user(String)
  /// A pass by its `jti`.
  case pass(String)
  /// An IPv4 address, as a number.
  case network4(UInt32)
  /// The first 64 bits of an IPv6 address.
  case network6(UInt64)
  case room(String)
  /// Peers on a unix socket, which have no address.
  case local

  /// Appends what tells this subject from every other, as it stands in keys.
  public func append(to buffer: ByteBuffer) {
    switch self {
    case .user(let name):
      buffer.append("user:" as StaticString)
      buffer.append(name)
    case .pass(let id):
      buffer.append("pass:" as StaticString)
      buffer.append(id)
    case .network4(let address):
      buffer.append("net:" as StaticString)
      for shift in [24, 16, 8, 0] as [UInt32] {
        if shift < 24 { buffer.append(byte: UInt8(ascii: ".")) }
        buffer.appendDecimal(Int(address >> shift & 255))
      }
    case .network6(let prefix):
      buffer.append("net6:" as StaticString)
      buffer.appendHex(prefix, digits: 16)
    case .room(let id):
      buffer.append("room:" as StaticString)
      buffer.append(id)
    case .local: buffer.append("net:local" as StaticString)
    }
  }
}
