/// A 128-bit identifier as a value, written as 32 hexadecimal digits. How random it is depends on the generator it is made
/// with: `Crypto` has the one for identifiers nobody may guess.
public struct RandomID: Hashable, Sendable, Comparable {
  public var high: UInt64
  public var low: UInt64

  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  public init(using generator: inout some RandomNumberGenerator) {
    self.init(high: generator.next(), low: generator.next())
  }

  /// 16 bytes, most significant first.
  public init?(bytes: ByteView) {
    guard bytes.count == 16 else { return nil }
    func word(_ start: Int) -> UInt64 {
      (start..<start + 8).reduce(0) { $0 << 8 | UInt64(bytes.base[$1]) }
    }
    self.init(high: word(0), low: word(8))
  }

  /// 32 lower-case hexadecimal digits, and nothing else: the text of an id is unique.
  public init?(hex text: ByteView) {
    guard text.count == 32 else { return nil }
    func word(_ start: Int) -> UInt64? {
      var value: UInt64 = 0
      for index in start..<start + 16 {
        guard let digit = Hex.value(of: text.base[index]), !(0x41...0x46).contains(text.base[index]) else { return nil }
        value = value << 4 | UInt64(digit)
      }
      return value
    }
    guard let high = word(0), let low = word(16) else { return nil }
    self.init(high: high, low: low)
  }

  public init?(hex text: String) {
    var text = text
    guard let id = text.withUTF8({ RandomID(hex: ByteView(UnsafeRawBufferPointer($0))) }) else { return nil }
    self = id
  }

  public var bytes: [UInt8] {
    (0..<16).map { UInt8(truncatingIfNeeded: ($0 < 8 ? high : low) >> UInt64(56 - 8 * ($0 % 8))) }
  }

  public var hex: String { Hex.encode(bytes) }

  public func appendHex(to buffer: ByteBuffer) {
    buffer.appendHex(high, digits: 16)
    buffer.appendHex(low, digits: 16)
  }

  /// Appends the 16 bytes, most significant first.
  public func appendBytes(to buffer: ByteBuffer) {
    let tail = buffer.reserve(16)
    tail.storeBytes(of: high.bigEndian, as: UInt64.self)
    tail.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
    buffer.commit(16)
  }

  public static func < (left: RandomID, right: RandomID) -> Bool {
    left.high != right.high ? left.high < right.high : left.low < right.low
  }
}

extension RandomID: CustomStringConvertible {
  public var description: String { hex }
}
