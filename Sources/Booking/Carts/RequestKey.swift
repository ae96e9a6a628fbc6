/// A request's `Idempotency-Key` as it is stored, and what tells its body from another: 32 bytes each.
public struct RequestKey: Sendable, Hashable {
  public let key: [UInt8]
  public let fingerprint: [UInt8]

  public init(key: [UInt8], fingerprint: [UInt8]) {
    precondition(key.count == 32 && fingerprint.count == 32, "digests are 32 bytes")
    self.key = key
    self.fingerprint = fingerprint
  }
}
