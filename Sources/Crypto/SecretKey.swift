public import Primitives

/// A 32-byte secret that may cross loops. It never prints itself: neither text nor reflection shows the bytes.
public struct SecretKey: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public static let byteCount = 32

  private let bytes: Digest32

  /// Nil unless there are exactly 32 bytes.
  public init?(_ bytes: ByteView) {
    guard let value = Digest32(bytes) else { return nil }
    self.bytes = value
  }

  init(_ bytes: Digest32) { self.bytes = bytes }

  /// A new key from the system's random source.
  public static func random() -> SecretKey {
    var bytes = Digest32()
    bytes.withUnsafeMutableBytes { SecureRandom.fill($0) }
    return SecretKey(bytes)
  }

  /// Lends the secret for the time of the call.
  public func withBytes<Result, Failure: Error>(_ body: (ByteView) throws(Failure) -> Result) throws(Failure) -> Result
  {
    try bytes.withBytes(body)
  }

  public var description: String { "SecretKey(hidden)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
