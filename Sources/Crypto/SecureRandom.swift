internal import COpenSSL

/// Unpredictable bytes from OpenSSL's generator; safe from any thread. A call costs about a microsecond however few
/// bytes it asks for: a loop that needs many small values has a ``RandomPool``.
public enum SecureRandom {
  public static func fill(_ target: UnsafeMutableRawBufferPointer) {
    guard let base = target.baseAddress, target.count > 0 else { return }
    check(RAND_bytes_ex(nil, base.assumingMemoryBound(to: UInt8.self), target.count, 0), "random bytes")
  }

  public static func bytes(_ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      fill(UnsafeMutableRawBufferPointer(buffer))
      initialized = count
    }
  }
}
