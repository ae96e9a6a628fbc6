public import Primitives

/// A secret of the shop's own length, at least 32 bytes (RFC 7518 §3.2 asks for that with HS256). It never prints
/// itself.
public struct SharedSecret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  public static let bytesMin = 32
  public static let bytesMax = 1_024

  let bytes: [UInt8]

  /// Nil if it is too short or too long.
  public init?(_ bytes: ByteView) {
    guard (Self.bytesMin...Self.bytesMax).contains(bytes.count) else { return nil }
    self.bytes = bytes.array
  }

  public var description: String { "SharedSecret(hidden)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
