public import Crypto
internal import Primitives

/// One master key. What tokens are made with is derived from it, for each purpose apart.
public struct MasterKey: Sendable, Equatable {
  let secret: SecretKey

  public init(secret: SecretKey) { self.secret = secret }

  public static func random() -> MasterKey { MasterKey(secret: .random()) }

  /// A number that tokens carry to say which key made them. Two keys may share one: it saves attempts, no more.
  var shortID: UInt8 { derived("usher key id v1").withBytes { $0[0] } }

  /// A key for one purpose of its own, which tells nothing of any other.
  public func derived(_ purpose: StaticString) -> SecretKey { HKDF.deriveKey(from: secret, purpose: purpose) }
}
