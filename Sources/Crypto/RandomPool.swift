internal import COpenSSL

/// A loop's own stock of unpredictable bytes: OpenSSL is asked for 4 KiB at a time, so a ticket's id or nonce costs a
/// copy. Each byte is handed out once and wiped. Owned by one loop.
public final class RandomPool: RandomNumberGenerator {
  private static let stockBytes = 4096

  private let stock = UnsafeMutableRawBufferPointer.allocate(byteCount: RandomPool.stockBytes, alignment: 16)
  private var used = RandomPool.stockBytes

  public init() {}

  deinit {
    OPENSSL_cleanse(stock.baseAddress, stock.count)
    stock.deallocate()
  }

  /// Fills `target` with fresh bytes. More than the stock at once comes straight from OpenSSL.
  public func fill(_ target: UnsafeMutableRawBufferPointer) {
    guard target.count <= Self.stockBytes else { return SecureRandom.fill(target) }
    if Self.stockBytes - used < target.count {
      SecureRandom.fill(stock)
      used = 0
    }
    let taken = UnsafeMutableRawBufferPointer(rebasing: stock[used..<used + target.count])
    target.copyMemory(from: UnsafeRawBufferPointer(taken))
    OPENSSL_cleanse(taken.baseAddress, taken.count)
    used += target.count
  }

  public func next() -> UInt64 {
    var value: UInt64 = 0
    withUnsafeMutableBytes(of: &value) { fill($0) }
    return value
  }
}
