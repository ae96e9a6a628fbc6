internal import COpenSSL
public import Primitives

/// SHA-256 with a context that is used again and again: for a loop that hashes often, or in pieces. Owned by one loop.
public final class SHA256Hasher {
  private let context: OpaquePointer

  public init() {
    context = required(EVP_MD_CTX_new(), "a digest context")
    begin()
  }

  deinit { EVP_MD_CTX_free(context) }

  /// Starts a new message, dropping an unfinished one.
  public func begin() {
    check(EVP_DigestInit_ex2(context, Algorithms.sha256, nil), "SHA-256")
  }

  public func update(_ part: ByteView) {
    check(EVP_DigestUpdate(context, part.base, part.count), "SHA-256")
  }

  /// The digest of all parts since ``begin()``; the next message must be begun.
  public func finish() -> Digest32 {
    var result = Digest32()
    result.withUnsafeMutableBytes { target in
      check(EVP_DigestFinal_ex(context, target.baseAddress!.assumingMemoryBound(to: UInt8.self), nil), "SHA-256")
    }
    return result
  }

  public func digest(_ message: ByteView) -> Digest32 {
    begin()
    update(message)
    return finish()
  }
}
