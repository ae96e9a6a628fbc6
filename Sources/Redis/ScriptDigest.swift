/// SHA-1 as Redis names scripts by it (FIPS 180-4). For that and nothing else: it protects nothing.
enum ScriptDigest {
  /// 40 lower-case hexadecimal digits.
  static func hex(_ text: String) -> String {
    var state: (UInt32, UInt32, UInt32, UInt32, UInt32) = (
      0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0
    )
    var message = Array(text.utf8)
    let bits = UInt64(message.count) * 8
    message.append(0x80)
    while message.count % 64 != 56 { message.append(0) }
    for shift in stride(from: 56, through: 0, by: -8) {
      message.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
    }
    var words = [UInt32](repeating: 0, count: 80)
    for block in stride(from: 0, to: message.count, by: 64) { add(message[block..<block + 64], &words, &state) }
    return [state.0, state.1, state.2, state.3, state.4].map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  private static func add(
    _ block: ArraySlice<UInt8>, _ words: inout [UInt32], _ state: inout (UInt32, UInt32, UInt32, UInt32, UInt32)
  ) {
    for index in 0..<16 {
      let start = block.startIndex + index * 4
      words[index] =
        UInt32(block[start]) << 24 | UInt32(block[start + 1]) << 16 | UInt32(block[start + 2]) << 8
        | UInt32(block[start + 3])
    }
    for index in 16..<80 {
      words[index] = rotate(words[index - 3] ^ words[index - 8] ^ words[index - 14] ^ words[index - 16], by: 1)
    }
    var (a, b, c, d, e) = state
    for index in 0..<80 {
      let mixed: UInt32
      switch index {
      case 0..<20: mixed = (b & c | ~b & d) &+ 0x5A82_7999
      case 20..<40: mixed = (b ^ c ^ d) &+ 0x6ED9_EBA1
      case 40..<60: mixed = (b & c | b & d | c & d) &+ 0x8F1B_BCDC
      default: mixed = (b ^ c ^ d) &+ 0xCA62_C1D6
      }
      let next = rotate(a, by: 5) &+ mixed &+ e &+ words[index]
      (e, d, c, b, a) = (d, c, rotate(b, by: 30), a, next)
    }
    state = (state.0 &+ a, state.1 &+ b, state.2 &+ c, state.3 &+ d, state.4 &+ e)
  }

  private static func rotate(_ word: UInt32, by bits: UInt32) -> UInt32 { word << bits | word >> (32 - bits) }
}
