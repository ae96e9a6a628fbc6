internal import COpenSSL
public import Primitives

/// Signs with Ed25519 (RFC 8032): the same message under the same key always gives the same bytes. About 45 µs a
/// signature. Owned by one loop.
public final class Ed25519SigningKey {
  private let key: OpaquePointer
  private let context: OpaquePointer

  /// The public key as verifiers know it.
  public let publicKey: Digest32

  public init(seed: SecretKey) {
    key = seed.withBytes { seed in
      required(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed.base, seed.count), "Ed25519")
    }
    context = required(EVP_MD_CTX_new(), "a signing context")
    var publicKey = Digest32()
    let key = key
    publicKey.withUnsafeMutableBytes { target in
      var length = target.count
      check(
        EVP_PKEY_get_raw_public_key(key, target.baseAddress!.assumingMemoryBound(to: UInt8.self), &length), "Ed25519")
    }
    self.publicKey = publicKey
  }

  deinit {
    EVP_MD_CTX_free(context)
    EVP_PKEY_free(key)
  }

  public func sign(_ message: ByteView) -> Signature64 {
    var signature = Signature64()
    signature.withUnsafeMutableBytes { target in
      var length = target.count
      // Set up anew each time: later versions of OpenSSL refuse a second one-shot on the same set-up.
      check(EVP_DigestSignInit(context, nil, nil, nil, key), "Ed25519")
      check(
        EVP_DigestSign(
          context, target.baseAddress!.assumingMemoryBound(to: UInt8.self), &length, message.base, message.count),
        "Ed25519")
    }
    return signature
  }
}
