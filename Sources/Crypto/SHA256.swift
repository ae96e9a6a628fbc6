internal import COpenSSL
public import Primitives

/// SHA-256 (FIPS 180-4) of one piece of data; safe from any thread, about 0.2 µs for 100 bytes. Who hashes in a loop
/// keeps a ``SHA256Hasher``.
public enum SHA256 {
  public static func digest(_ message: ByteView) -> Digest32 {
    var result = Digest32()
    result.withUnsafeMutableBytes { target in
      check(
        EVP_Digest(
          message.base, message.count, target.baseAddress!.assumingMemoryBound(to: UInt8.self), nil,
          Algorithms.sha256, nil),
        "SHA-256")
    }
    return result
  }
}
