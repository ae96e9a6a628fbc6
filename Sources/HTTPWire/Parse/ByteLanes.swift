/// Eight bytes judged at once, as the lanes of a word: a lane's top bit is set in the answer where it is true of its byte. All
/// of these are exact in every lane: nothing is carried from one to the next.
enum ByteLanes {
  static let ones: UInt64 = 0x0101_0101_0101_0101
  static let tops: UInt64 = 0x8080_8080_8080_8080

  /// Control characters: bytes below 0x20, and 0x7F.
  @inline(__always)
  static func controls(_ word: UInt64) -> UInt64 {
    // One more, without the top bit, makes 0x7F the lowest of all; then 0x5F reaches the top bit from 0x21 on, which was 0x20.
    let shifted = ((word & ~tops) &+ ones) & ~tops
    return ~((shifted &+ ones &* 0x5F) | word) & tops
  }

  /// ASCII letters of either case, and the hyphen.
  @inline(__always)
  static func lettersAndHyphens(_ word: UInt64) -> UInt64 {
    let lowered = (word | ones &* 0x20) & ~tops
    let letters = (lowered &+ ones &* (0x80 - 0x61)) & ~(lowered &+ ones &* (0x7F - 0x7A))
    let fromHyphen = (word ^ ones &* 0x2D) & ~tops
    return (letters | ~(fromHyphen &+ ones &* 0x7F)) & ~word & tops
  }
}
