import Primitives
import TestKit
import Testing

@Suite struct BytesTests {
  @Test func `views compare by bytes, and without case only for ASCII letters`() {
    #expect(withView("abc") { $0.equals("abc") && !$0.equals("abd") && !$0.equals("ab") })
    #expect(withView("AbC") { $0.equalsIgnoringCase("aBc") })
    // Every pair of bytes: equal without case exactly when equal, or letters that differ in bit 5.
    for left in UInt8.min...UInt8.max {
      for right in UInt8.min...UInt8.max {
        let letter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(left | 0x20)
        let expected = left == right || (letter && left | 0x20 == right | 0x20)
        let found = withView([left]) { one in withView([right]) { one.equalsIgnoringCase($0) } }
        if found != expected { Issue.record("\(left) and \(right): \(found)") }
      }
    }
  }

  @Test func `prefixes, suffixes, searches and trimming`() {
    withView(" \thello, world\t ") { view in
      let text = view.trimmed
      #expect(text.string == "hello, world")
      #expect(text.hasPrefix("hello") && !text.hasPrefix("hello, world!"))
      #expect(text.hasPrefixIgnoringCase("HELLO") && !text.hasPrefixIgnoringCase("WORLD"))
      #expect(text.hasSuffix("world") && !text.hasSuffix("hello"))
      #expect(text.firstIndex(of: UInt8(ascii: "o")) == 4)
      #expect(text.lastIndex(of: UInt8(ascii: "o")) == 8)
      #expect(text.firstIndex(of: 0) == nil && text.lastIndex(of: 0) == nil)
      #expect(text.slice(from: 7).string == "world" && text.slice(from: 5, to: 5).isEmpty)
    }
    #expect(withView(" \t ") { $0.trimmed.isEmpty })
    #expect(ByteView.empty == ByteView("") && ByteView.empty.firstIndex(of: 0) == nil)
  }

  @Test func `an index outside a view traps`() async {
    await #expect(processExitsWith: .failure) { _ = ByteView("abc")[3] }
    await #expect(processExitsWith: .failure) { _ = ByteView("abc").slice(from: 2, to: 1) }
  }

  @Test(arguments: [
    ("0", 0), ("007", 7), ("9223372036854775807", Int.max), ("9223372036854775808", nil), ("", nil), ("-1", nil),
    ("+1", nil), ("1 ", nil), ("0x1", nil), ("99999999999999999999", nil), ("1٣", nil),
  ])
  func `decimals are digits that fit`(_ text: String, _ value: Int?) {
    #expect(withView(text) { $0.decimal() } == value)
  }

  @Test func `FNV-1a gives its published values`() {
    #expect(ByteView("").hash32() == 0x811c_9dc5)
    #expect(ByteView("a").hash32() == 0xe40c_292c)
    #expect(ByteView("foobar").hash32() == 0xbf9c_f968)
  }

  /// Every sequence of up to three bytes that doesn't begin with ASCII, and longer ones from the edges of each row of Unicode's
  /// table 3-7, judged by the standard library.
  @Test func `UTF-8 is what the standard library takes for it`() {
    func check(_ bytes: [UInt8]) {
      let expected = String(validating: bytes, as: UTF8.self)
      let found = withView(bytes) { $0.validatedString }
      if found != expected || withView(bytes, { $0.isASCII }) != bytes.allSatisfy({ $0 < 0x80 }) {
        Issue.record("\(bytes)")
      }
    }
    let edges: [UInt8] = [
      0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xE0, 0xED, 0xF0, 0xF4, 0xF5, 0xFF,
    ]
    check([])
    for first in UInt8(0x80)...UInt8.max {
      check([first])
      for second in UInt8.min...UInt8.max {
        check([first, second])
        for third in edges { check([first, second, third]) }
      }
    }
    for first in edges {
      for second in edges {
        for third in edges {
          for fourth in edges {
            check([first, second, third, fourth])
            check(Array("12345678".utf8) + [first, second, third, fourth] + Array("é".utf8))
          }
        }
      }
    }
  }

  @Test(.seeded) func `a buffer holds what was appended less what was consumed`() {
    var random = SeededRandom(seed: TestSeed.current)
    let buffer = ByteBuffer(capacity: 1)
    var model: [UInt8] = []
    for _ in 0..<20_000 {
      switch random.next() % 6 {
      case 0:
        let count = Int(random.next() % 200)
        let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        withView(bytes) { buffer.append($0) }
        model += bytes
      case 1:
        buffer.append(byte: 7)
        model.append(7)
      case 2:
        let tail = buffer.reserve(3)
        #expect(tail.count >= 3)
        tail[0] = 1
        tail[1] = 2
        buffer.commit(2)
        model += [1, 2]
      case 3 where random.next() % 50 == 0:
        buffer.clear()
        model = []
      case 4:
        let count = Int(random.next() % UInt64(model.count + 1))
        buffer.truncate(to: count)
        model.removeLast(model.count - count)
      default:
        let count = Int(random.next() % UInt64(min(model.count, 300) + 1))
        buffer.consume(count)
        model.removeFirst(count)
      }
      if buffer.readable.array != model || buffer.readableCount != model.count {
        Issue.record("buffer and model differ")
        return
      }
      #expect(buffer.writableCount + buffer.readableCount <= buffer.capacity)
    }
  }

  @Test func `a consumed buffer is used again instead of growing`() {
    let buffer = ByteBuffer(capacity: 64)
    for _ in 0..<1_000 {
      buffer.append(ByteView("0123456789012345678901234567890123456789"))
      buffer.consume(30)
      buffer.append(ByteView("abcde"))
      buffer.consume(buffer.readableCount)
    }
    #expect(buffer.capacity == 64)
    _ = buffer.reserve(10_000)
    buffer.clear(keepingAtMost: 64)
    #expect(buffer.capacity == 64 && buffer.isEmpty)
  }

  @Test func `numbers are written in full`() {
    let buffer = ByteBuffer()
    for value in [0, 7, -1, 10, 99, 100, Int.max, Int.min] {
      buffer.clear()
      buffer.appendDecimal(value)
      #expect(buffer.string == String(value))
    }
    buffer.clear()
    buffer.appendDecimal(magnitude: .max)
    buffer.appendHex(0xBEEF, digits: 6)
    buffer.appendHex(0xBEEF, digits: 2)
    #expect(buffer.string == "1844674407370955161500beefef")
  }
}
