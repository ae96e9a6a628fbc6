internal import COpenSSL
public import Primitives

/// HKDF with SHA-256 (RFC 5869): many keys out of one secret, each for its own purpose. For start-up and draws, not for
/// each request.
public enum HKDF {
  /// The longest output that RFC 5869 allows with SHA-256.
  public static let bytesMax = 255 * 32

  /// `count` bytes, 1...``bytesMax``. An empty salt is what the RFC calls "not provided".
  public static func deriveBytes(from secret: ByteView, salt: ByteView, info: ByteView, count: Int) -> [UInt8] {
    precondition(secret.count > 0 && count > 0 && count <= bytesMax, "HKDF out of its bounds")
    let context = required(EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, nil), "HKDF")
    defer { EVP_PKEY_CTX_free(context) }
    check(EVP_PKEY_derive_init(context), "HKDF")
    check(EVP_PKEY_CTX_set_hkdf_md(context, Algorithms.sha256), "HKDF")
    check(EVP_PKEY_CTX_set1_hkdf_key(context, secret.base, Int32(secret.count)), "HKDF")
    if salt.count > 0 { check(EVP_PKEY_CTX_set1_hkdf_salt(context, salt.base, Int32(salt.count)), "HKDF") }
    if info.count > 0 { check(EVP_PKEY_CTX_add1_hkdf_info(context, info.base, Int32(info.count)), "HKDF") }
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      var length = count
      check(EVP_PKEY_derive(context, buffer.baseAddress, &length), "HKDF")
      initialized = length
    }
  }

  /// A key for one purpose. Different `purpose` texts give keys that tell nothing about each other or the secret.
  public static func deriveKey(from secret: SecretKey, purpose: StaticString) -> SecretKey {
    let bytes = secret.withBytes { secret in
      deriveBytes(from: secret, salt: .empty, info: ByteView(purpose), count: SecretKey.byteCount)
    }
    return bytes.withUnsafeBytes { SecretKey(ByteView($0))! }
  }
}
