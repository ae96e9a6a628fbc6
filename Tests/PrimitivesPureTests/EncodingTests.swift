import Primitives
import TestKit
import Testing

@Suite struct EncodingTests {
  @Test func `base64url gives RFC 4648's texts`() {
    let vectors = [
      ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
      ("foobar", "Zm9vYmFy"),
    ]
    for (plain, text) in vectors {
      #expect(Base64URL.encode([UInt8](plain.utf8)) == text)
      #expect(Base64URL.decode(text) == [UInt8](plain.utf8))
    }
    #expect(Base64URL.encode([0xFB, 0xFF]) == "-_8")
  }

  /// All texts of up to three bytes over all values would be 16 million; two bytes and the third from the edges of each class
  /// cover every path of the decoder.
  @Test func `each byte string has exactly one base64url text`() {
    let edges = [UInt8](" \0+-/09=AZ_az{~\u{7F}".utf8) + [0x80, 0xFF]
    var accepted = 0
    func check(_ text: [UInt8]) {
      guard let bytes = withView(text, { Base64URL.decode($0) }) else { return }
      accepted += 1
      if Array(Base64URL.encode(bytes).utf8) != text { Issue.record("\(text) isn't canonical but was taken") }
    }
    check([])
    for first in UInt8.min...UInt8.max {
      check([first])
      for second in UInt8.min...UInt8.max {
        check([first, second])
        for third in edges { check([first, second, third]) }
      }
    }
    // 1 empty, 64·4 of two characters, and with a third: 64·64 times the edges whose value has its low two bits clear.
    let canonicalThirds = edges.filter { edge in
      let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
      return alphabet.firstIndex(of: edge).map { $0 % 4 == 0 } ?? false
    }
    #expect(accepted == 1 + 64 * 4 + 64 * 64 * canonicalThirds.count)
  }

  @Test func `every short byte string survives base64url and hex`() {
    for first in UInt8.min...UInt8.max {
      #expect(Base64URL.decode(Base64URL.encode([first])) == [first])
      for second in UInt8.min...UInt8.max {
        let bytes = [first, second]
        let text = Base64URL.encode(bytes)
        if text.utf8.count != 3 || Base64URL.decode(text) != bytes { Issue.record("\(bytes)") }
        if Hex.decode(Hex.encode(bytes)) != bytes { Issue.record("\(bytes)") }
      }
    }
  }

  @Test(.seeded) func `long byte strings survive, and one changed character is noticed or changes them`() {
    var random = SeededRandom(seed: TestSeed.current)
    let buffer = ByteBuffer()
    for count in 0..<300 {
      let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      let text = Base64URL.encode(bytes)
      #expect(text.utf8.count == Base64URL.encodedCount(count))
      buffer.clear()
      withView(bytes) { Base64URL.append($0, to: buffer) }
      #expect(buffer.string == text && Base64URL.decode(text) == bytes)
      guard count > 0 else { continue }
      var changed = Array(text.utf8)
      let place = Int(random.next() % UInt64(changed.count))
      changed[place] = UInt8(truncatingIfNeeded: random.next())
      let decoded = withView(changed) { Base64URL.decode($0) }
      #expect(changed == Array(text.utf8) || decoded != bytes)
    }
  }

  @Test func `padding, spaces and the other alphabet are refused`() {
    for text in ["Zg==", "Zg=", "Zm8=", " Zg", "Zg ", "Zg\n", "+/8", "A", "AAAAA", "Zh", "Zm9", "Zm9v=", "Ѐg"] {
      #expect(Base64URL.decode(text) == nil, "\(text)")
    }
  }

  @Test func `hex reads both cases and refuses all else`() {
    #expect(Hex.decode("00fFAa") == [0, 0xFF, 0xAA])
    for text in ["0", "0g", "0x", " 0", "é"] { #expect(Hex.decode(text) == nil, "\(text)") }
    for digit in UInt8.min...UInt8.max {
      let expected = Character(Unicode.Scalar(digit)).isASCII ? Character(Unicode.Scalar(digit)).hexDigitValue : nil
      #expect(Hex.value(of: digit).map(Int.init) == expected)
    }
  }

  @Test func `an id has one text and one byte string`() {
    let id = RandomID(high: 0x0123_4567_89AB_CDEF, low: 0xFEDC_BA98_7654_3210)
    #expect(id.hex == "0123456789abcdeffedcba9876543210")
    #expect(RandomID(hex: id.hex) == id && RandomID(hex: id.hex.uppercased()) == nil)
    #expect(RandomID(hex: String(id.hex.dropLast())) == nil && RandomID(hex: "g" + id.hex.dropFirst()) == nil)
    #expect(withView(id.bytes) { RandomID(bytes: $0) } == id)
    #expect(withView(Array(id.bytes.dropLast())) { RandomID(bytes: $0) } == nil)
    let buffer = ByteBuffer()
    id.appendBytes(to: buffer)
    #expect(buffer.readable.array == id.bytes)
    buffer.clear()
    id.appendHex(to: buffer)
    #expect(buffer.string == id.hex)
    #expect(RandomID(high: 1, low: 0) > RandomID(high: 0, low: .max))
  }

  @Test func `seeded random numbers are those of the published generator`() {
    // xoshiro256** seeded by SplitMix64 from 0; from the authors' reference code.
    var random = SeededRandom(seed: 0)
    #expect(
      (0..<3).map { _ in random.next() } == [0x99EC_5F36_CB75_F2B4, 0xBF6E_1F78_4956_452A, 0x1A5F_849D_4933_E6E0])
    var again = SeededRandom(seed: 42)
    var other = SeededRandom(seed: 42)
    #expect((0..<100).allSatisfy { _ in again.next() == other.next() })
    #expect((0..<1_000).allSatisfy { _ in (0..<1).contains(again.unit()) })
  }
}
