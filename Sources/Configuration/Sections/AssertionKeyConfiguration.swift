/// A key by which a shop says who its visitors are.
public struct AssertionKeyConfiguration: NamedSection {
  public enum Algorithm: String, Sendable, CaseIterable {
    case hs256 = "HS256"
    case edDSA = "EdDSA"
  }

  /// The `kid`.
  public var id = ""
  public var algorithm = Algorithm.hs256
  /// HS256: a file with at least 32 bytes; mode 0600.
  public var secretFile: String?
  /// EdDSA: the 32 bytes of the public key as base64url (a JWK's `x`).
  public var publicKey: String?
  /// What `iss` must say; nil: anything.
  public var issuer: String?

  public init() {}

  static var fields: [Field<AssertionKeyConfiguration>] {
    [
      Field.value("algorithm", \.algorithm, .choice).required,
      .optional("secret_file", \.secretFile, .path),
      .optional("public_key", \.publicKey, .publicKey),
      .optional("issuer", \.issuer, .text(bytes: 1...200)),
    ]
  }
}
