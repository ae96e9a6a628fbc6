internal import COpenSSL
public import Primitives

/// HMAC-SHA-256 (RFC 2104) with the key's two padded blocks hashed beforehand, so that a code costs a copy of each and
/// the message: 0.25 µs for 100 bytes where the one-shot call takes 1.5 µs and `EVP_MAC` with its key kept 0.3 µs.
/// Owned by one loop.
///
/// A message may come in parts: ``begin()``, ``update(_:)`` and ``finish()``.
public final class HMACSHA256 {
  private static let blockBytes = 64

  private let inner: OpaquePointer
  private let outer: OpaquePointer
  private let working: OpaquePointer

  public init(key: ByteView) {
    inner = required(EVP_MD_CTX_new(), "a digest context")
    outer = required(EVP_MD_CTX_new(), "a digest context")
    working = required(EVP_MD_CTX_new(), "a digest context")
    check(EVP_DigestInit_ex2(working, Algorithms.sha256, nil), "HMAC")
    if key.count > Self.blockBytes {
      SHA256.digest(key).withBytes { prepare($0) }
    } else {
      prepare(key)
    }
  }

  public convenience init(key: SecretKey) {
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: SecretKey.byteCount, alignment: 8)
    key.withBytes { bytes.copyMemory(from: $0.rawBuffer) }
    self.init(key: ByteView(UnsafeRawBufferPointer(bytes)))
    OPENSSL_cleanse(bytes.baseAddress, bytes.count)
    bytes.deallocate()
  }

  deinit {
    EVP_MD_CTX_free(inner)
    EVP_MD_CTX_free(outer)
    EVP_MD_CTX_free(working)
  }

  private func prepare(_ key: ByteView) {
    for (context, pad) in [(inner, UInt8(0x36)), (outer, UInt8(0x5c))] {
      var block = [UInt8](repeating: pad, count: Self.blockBytes)
      for index in 0..<key.count { block[index] ^= key[index] }
      check(EVP_DigestInit_ex2(context, Algorithms.sha256, nil), "HMAC")
      check(EVP_DigestUpdate(context, block, block.count), "HMAC")
      block.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) }
    }
  }

  /// Starts a new message, dropping an unfinished one.
  public func begin() {
    check(EVP_MD_CTX_copy_ex(working, inner), "HMAC")
  }

  public func update(_ part: ByteView) {
    check(EVP_DigestUpdate(working, part.base, part.count), "HMAC")
  }

  /// The code of all parts since ``begin()``; the next message must be begun.
  public func finish() -> Digest32 {
    var result = Digest32()
    result.withUnsafeMutableBytes { target in
      let bytes = target.baseAddress!.assumingMemoryBound(to: UInt8.self)
      check(EVP_DigestFinal_ex(working, bytes, nil), "HMAC")
      check(EVP_MD_CTX_copy_ex(working, outer), "HMAC")
      check(EVP_DigestUpdate(working, bytes, Digest32.byteCount), "HMAC")
      check(EVP_DigestFinal_ex(working, bytes, nil), "HMAC")
    }
    return result
  }

  public func authenticate(_ message: ByteView) -> Digest32 {
    begin()
    update(message)
    return finish()
  }

  /// The code of one message under a key that is not used again.
  public static func authenticate(_ message: ByteView, key: ByteView) -> Digest32 {
    var result = Digest32()
    result.withUnsafeMutableBytes { target in
      let bytes = target.baseAddress!.assumingMemoryBound(to: UInt8.self)
      let done = HMAC(Algorithms.sha256, key.base, Int32(key.count), message.base, message.count, bytes, nil)
      precondition(done != nil, "OpenSSL failed at HMAC")
    }
    return result
  }
}
