internal import COpenSSL
public import Primitives

/// AES-256-GCM (NIST SP 800-38D) with one key, set up once; no allocation a call, 0.3 µs for a ticket, a third of what
/// ChaCha20-Poly1305 costs on processors with AES instructions. Owned by one loop.
///
/// With random nonces a key is good for 2^32 messages.
public final class AEAD {
  public static let nonceBytes = 12
  public static let tagBytes = 16

  private let sealing: OpaquePointer
  private let opening: OpaquePointer

  public init(key: SecretKey) {
    sealing = required(EVP_CIPHER_CTX_new(), "a cipher context")
    opening = required(EVP_CIPHER_CTX_new(), "a cipher context")
    key.withBytes { key in
      check(EVP_EncryptInit_ex2(sealing, Algorithms.aes256GCM, key.base, nil, nil), "AES-GCM")
      check(EVP_DecryptInit_ex2(opening, Algorithms.aes256GCM, key.base, nil, nil), "AES-GCM")
    }
  }

  deinit {
    EVP_CIPHER_CTX_free(sealing)
    EVP_CIPHER_CTX_free(opening)
  }

  /// Appends the encrypted bytes and the tag, `plaintext.count + tagBytes` in all. A nonce must never come twice.
  public func seal(_ plaintext: ByteView, nonce: ByteView, associated: ByteView, into target: ByteBuffer) {
    precondition(nonce.count == Self.nonceBytes, "a nonce has 12 bytes")
    let total = plaintext.count + Self.tagBytes
    let output = target.reserve(total).baseAddress!.assumingMemoryBound(to: UInt8.self)
    var length: Int32 = 0
    check(EVP_EncryptInit_ex2(sealing, nil, nil, nonce.base, nil), "AES-GCM")
    if associated.count > 0 {
      check(EVP_EncryptUpdate(sealing, nil, &length, associated.base, Int32(associated.count)), "AES-GCM")
    }
    if plaintext.count > 0 {
      check(EVP_EncryptUpdate(sealing, output, &length, plaintext.base, Int32(plaintext.count)), "AES-GCM")
    }
    check(EVP_EncryptFinal_ex(sealing, output + plaintext.count, &length), "AES-GCM")
    let tag = UnsafeMutableRawPointer(output + plaintext.count)
    check(EVP_CIPHER_CTX_ctrl(sealing, EVP_CTRL_AEAD_GET_TAG, Int32(Self.tagBytes), tag), "AES-GCM")
    target.commit(total)
  }

  /// Appends the decrypted bytes and returns true if the tag is right; else appends nothing and returns false.
  public func open(_ sealed: ByteView, nonce: ByteView, associated: ByteView, into target: ByteBuffer) -> Bool {
    let count = sealed.count - Self.tagBytes
    guard nonce.count == Self.nonceBytes, count >= 0 else { return false }
    let base = sealed.base
    let output = target.reserve(count).baseAddress!.assumingMemoryBound(to: UInt8.self)
    var length: Int32 = 0
    check(EVP_DecryptInit_ex2(opening, nil, nil, nonce.base, nil), "AES-GCM")
    let tag = UnsafeMutableRawPointer(mutating: base + count)
    check(EVP_CIPHER_CTX_ctrl(opening, EVP_CTRL_AEAD_SET_TAG, Int32(Self.tagBytes), tag), "AES-GCM")
    if associated.count > 0 {
      check(EVP_DecryptUpdate(opening, nil, &length, associated.base, Int32(associated.count)), "AES-GCM")
    }
    if count > 0 { check(EVP_DecryptUpdate(opening, output, &length, base, Int32(count)), "AES-GCM") }
    guard EVP_DecryptFinal_ex(opening, output + count, &length) == 1 else {
      OPENSSL_cleanse(output, count)
      ERR_clear_error()
      return false
    }
    target.commit(count)
    return true
  }
}
