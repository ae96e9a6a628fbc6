public import Primitives

/// A place in the order of turns: the epoch in which it was given out, then a score in microseconds that grows strictly
/// within the epoch. Smaller keys come first.
public struct OrderKey: Hashable, Comparable, Sendable {
  /// 8 digits of the epoch and 16 of the score.
  public static let textBytes = 24
  /// Scores are exact in Lua, which counts in doubles.
  public static let scoreMax: Int64 = 1 << 53

  public var epoch: UInt32
  public var score: Int64

  public init(epoch: UInt32, score: Int64) {
    self.epoch = epoch
    self.score = score
  }

  /// Exactly 24 lower-case hexadecimal digits with a score that can be one; nil for anything else.
  public init?(_ text: ByteView) {
    guard text.count == OrderKey.textBytes else { return nil }
    func number(from start: Int, to end: Int) -> UInt64? {
      var value: UInt64 = 0
      for index in start..<end {
        guard let digit = Hex.value(of: text[index]), !(0x41...0x46).contains(text[index]) else { return nil }
        value = value << 4 | UInt64(digit)
      }
      return value
    }
    guard let epoch = number(from: 0, to: 8), let score = number(from: 8, to: 24), score <= UInt64(OrderKey.scoreMax)
    else { return nil }
    self.init(epoch: UInt32(epoch), score: Int64(score))
  }

  public init?(_ text: String) {
    var text = text
    guard let key = text.withUTF8({ OrderKey(ByteView(UnsafeRawBufferPointer($0))) }) else { return nil }
    self = key
  }

  public static func < (left: OrderKey, right: OrderKey) -> Bool {
    left.epoch != right.epoch ? left.epoch < right.epoch : left.score < right.score
  }

  /// 24 hexadecimal digits; texts are ordered as their keys are.
  public var text: String {
    let digits = Array(String(score, radix: 16).utf8)
    let epochDigits = Array(String(epoch, radix: 16).utf8)
    return String(unsafeUninitializedCapacity: OrderKey.textBytes) { bytes in
      bytes.initialize(repeating: UInt8(ascii: "0"))
      for (index, digit) in epochDigits.enumerated() { bytes[8 - epochDigits.count + index] = digit }
      for (index, digit) in digits.enumerated() { bytes[24 - digits.count + index] = digit }
      return OrderKey.textBytes
    }
  }

  public func append(to buffer: ByteBuffer) {
    buffer.appendHex(UInt64(epoch), digits: 8)
    buffer.appendHex(UInt64(bitPattern: score), digits: 16)
  }
}

extension OrderKey: CustomStringConvertible {
  public var description: String { text }
}
