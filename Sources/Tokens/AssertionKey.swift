public import Crypto

/// A key by which a shop says who its visitors are. The key decides the algorithm, never the token.
public struct AssertionKey: Sendable, Equatable {
  public enum Material: Sendable, Equatable {
    /// HS256: a secret that Usher and the shop share, 32 bytes or more.
    case sharedSecret(SharedSecret)
    /// EdDSA: the shop's Ed25519 public key.
    case ed25519(publicKey: Digest32)
  }

  /// The `kid` that names it.
  public var id: String
  public var material: Material
  /// What `iss` must say; nil: anything or nothing.
  public var issuer: String?

  public init(id: String, material: Material, issuer: String? = nil) {
    self.id = id
    self.material = material
    self.issuer = issuer
  }
}
