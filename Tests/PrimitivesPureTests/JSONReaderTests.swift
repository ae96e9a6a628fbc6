import Foundation
import Primitives
import TestKit
import Testing

@Suite struct JSONReaderTests {
  @Test(arguments: [
    ("null", JSONValue.null), (" true ", .bool(true)), ("\t\r\n false", .bool(false)), ("\"\"", .string("")),
    ("[]", .array([])), ("[ ]", .array([])), ("{}", .object(JSONObject())), ("[null,[]]", .array([.null, .array([])])),
    (#""\"\\\/\b\f\n\r\t""#, .string("\"\\/\u{8}\u{C}\n\r\t")), (#""\u0041\u00e9\u20AC""#, .string("Aé€")),
    (#""\ud83d\ude00x""#, .string("😀x")), ("\"é😀\u{7F}\"", .string("é😀\u{7F}")), (#""\u0000""#, .string("\0")),
    ("[\"\u{2028}\"]", .array([.string("\u{2028}")])),
  ])
  func `values are read`(_ text: String, _ value: JSONValue) {
    #expect(parsed(text) == .success(value))
  }

  @Test(arguments: [
    ("", JSONFault.Reason.unexpectedEnd, 0), (" ", .unexpectedEnd, 1), ("nul", .unexpectedEnd, 3),
    ("nulL", .unexpectedByte, 3), ("True", .unexpectedByte, 0), ("null x", .trailingBytes, 5),
    ("nullnull", .trailingBytes, 4), ("{}{}", .trailingBytes, 2), ("1 2", .trailingBytes, 2), ("[", .unexpectedEnd, 1),
    ("[1", .unexpectedEnd, 2), ("[1,", .unexpectedEnd, 3), ("[1,]", .unexpectedByte, 3), ("[,1]", .unexpectedByte, 1),
    ("[1 2]", .unexpectedByte, 3), ("]", .unexpectedByte, 0), ("{", .unexpectedEnd, 1), ("{a:1}", .unexpectedByte, 1),
    ("{\"a\"}", .unexpectedByte, 4), ("{\"a\":}", .unexpectedByte, 5), ("{\"a\":1,}", .unexpectedByte, 7),
    ("{\"a\" 1}", .unexpectedByte, 5), ("{'a':1}", .unexpectedByte, 1), ("{1:2}", .unexpectedByte, 1),
    ("[1}", .unexpectedByte, 2), ("{\"a\":1]", .unexpectedByte, 6), ("{\"a\":1,\"a\":2}", .duplicateName, 7),
    ("{\"a\":1,\"\\u0061\":2}", .duplicateName, 7), ("\"", .unexpectedEnd, 1), ("\"a", .unexpectedEnd, 2),
    ("\"\\", .unexpectedEnd, 2), ("\"\\x\"", .invalidEscape, 1), ("\"\\u12\"", .invalidEscape, 1),
    ("\"\\u123", .unexpectedEnd, 6), ("\"\\U0041\"", .invalidEscape, 1), ("\"\\ud800\"", .loneSurrogate, 1),
    ("\"\\udc00\"", .loneSurrogate, 1), ("\"\\ud800\\u0041\"", .loneSurrogate, 1),
    ("\"\\ud800\\ud800\"", .loneSurrogate, 1), ("\"\\ud800x\"", .loneSurrogate, 1),
    ("\"\\ud800\\n\"", .loneSurrogate, 1),
    ("\"a\nb\"", .controlCharacter, 2), ("\"\\n\u{1F}\"", .controlCharacter, 3), ("\u{FEFF}null", .unexpectedByte, 0),
    ("/**/null", .unexpectedByte, 0), ("\u{A0}null", .unexpectedByte, 0), ("\u{0C}null", .unexpectedByte, 0),
    ("NaN", .unexpectedByte, 0), ("Infinity", .unexpectedByte, 0), ("-Infinity", .invalidNumber, 1),
    ("undefined", .unexpectedByte, 0),
  ])
  func `what isn't JSON is refused at its place`(_ text: String, _ reason: JSONFault.Reason, _ offset: Int) {
    #expect(parsed(text) == .failure(JSONFault(offset: offset, reason: reason)))
  }

  @Test func `numbers keep to the grammar`() {
    for text in ["0", "-0", "1", "10", "-12", "0.5", "1.50", "1e5", "1E+5", "1e-05", "-0.0e0", "123456789012345678901"]
    {
      guard case .success(.number(let number)) = parsed(text) else {
        Issue.record("\(text) was refused")
        continue
      }
      #expect(number.text == text)
    }
    for text in [
      "01", "-01", "00", "1.", ".5", "-", "+1", "1e", "1e+", "1.e5", "0x1", "1_000", "--1", "1.2.3", "1e5.5", "-a",
    ] {
      if case .success = parsed(text) { Issue.record("\(text) was taken") }
    }
  }

  @Test(arguments: [
    ("12.5", 2, 1_250), ("12.50", 1, 125), ("0.000001", 6, 1), ("0.0000001", 6, nil), ("1e3", 0, 1_000),
    ("1.5e3", 0, 1_500), ("15e-1", 1, 15), ("15e-1", 0, nil), ("100e-2", 0, 1), ("-2.5", 1, -25), ("0", 6, 0),
    ("-0.0", 6, 0), ("0e99999999999999", 0, 0), ("1e99999999999999", 0, nil), ("1e-99999999999999", 6, nil),
    ("9223372036854775807", 0, Int64.max), ("9223372036854775808", 0, nil), ("-9223372036854775808", 0, Int64.min),
    ("-9223372036854775809", 0, nil), ("0.0", 0, 0), ("000", 0, nil), ("50", 6, 50_000_000),
    ("10000000000000000000000e-22", 0, 1),
  ])
  func `decimals are exact`(_ text: String, _ places: Int, _ expected: Int64?) {
    guard case .success(.number(let number)) = parsed(text) else { return #expect(expected == nil) }
    #expect(number.fixedPoint(places: places) == expected)
  }

  @Test func `integers are integers`() {
    #expect((try? JSONReader.parse("9007199254740993"))?.integerValue == 9_007_199_254_740_993)
    #expect((try? JSONReader.parse("1.0"))?.integerValue == nil && (try? JSONReader.parse("1e2"))?.integerValue == nil)
    #expect((try? JSONReader.parse("9223372036854775808"))?.integerValue == nil)
    #expect((try? JSONReader.parse("1e400"))?.numberValue?.double == .infinity)
  }

  /// Every sequence of up to three bytes inside a string, judged by the standard library's decoder.
  @Test func `strings hold UTF-8 and nothing else`() {
    let third: [UInt8] = [0x00, 0x22, 0x41, 0x5C, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xED, 0xFF]
    func check(_ bytes: [UInt8]) {
      let hasSpecial = bytes.contains { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C }
      guard !hasSpecial else { return }
      let expected = String(validating: bytes, as: UTF8.self)
      let found = parsed([0x22] + bytes + [0x22])
      let agrees: Bool
      if let expected {
        agrees = found == .success(.string(expected))
      } else {
        agrees = found == .failure(JSONFault(offset: 1, reason: .invalidUTF8))
      }
      if !agrees { Issue.record("\(bytes): \(found)") }
    }
    for first in UInt8(0x80)...UInt8.max {
      check([first])
      for second in UInt8.min...UInt8.max {
        check([first, second])
        for last in third { check([first, second, last]) }
      }
    }
    check([0xF0, 0x9F, 0x98, 0x80])
    check([0xF4, 0x90, 0x80, 0x80])
    check([0xF0, 0x8F, 0xBF, 0xBF])
    #expect(parsed([0x5B, 0xFF, 0x5D]) == .failure(JSONFault(offset: 1, reason: .unexpectedByte)))
  }

  @Test func `every surrogate pair and every lone surrogate`() {
    for unit in UInt32(0xD7FF)...0xE000 {
      let text = "\"\\u\(String(unit, radix: 16))\""
      let expected: Result<JSONValue, JSONFault> =
        Unicode.Scalar(unit).map { .success(.string(String($0))) }
        ?? .failure(JSONFault(offset: 1, reason: .loneSurrogate))
      if parsed(text) != expected { Issue.record("\(text)") }
    }
    for value in stride(from: UInt32(0x10000), through: 0x10FFFF, by: 257) {
      let high = 0xD800 + (value - 0x10000) >> 10
      let low = 0xDC00 + (value - 0x10000) & 0x3FF
      let text = "\"\\u\(String(high, radix: 16))\\u\(String(low, radix: 16))\""
      if parsed(text) != .success(.string(Unicode.Scalar(value).map { String($0) } ?? "")) { Issue.record("\(text)") }
    }
  }

  @Test func `each limit refuses what is one past it`() {
    func nested(_ depth: Int) -> String { String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
    #expect((try? JSONReader.parse(nested(16))) != nil)
    #expect(parsed(nested(17)) == .failure(JSONFault(offset: 16, reason: .tooDeep)))
    #expect(parsed("{\"a\":[]}", limits: JSONLimits(depth: 1)) == .failure(JSONFault(offset: 5, reason: .tooDeep)))
    #expect(parsed("7", limits: JSONLimits(depth: 0)) == .success(.number(JSONNumber(7))))
    #expect(parsed("[1,2]", limits: JSONLimits(values: 2)) == .failure(JSONFault(offset: 3, reason: .tooManyValues)))
    #expect((try? JSONReader.parse("[1,2]", limits: JSONLimits(values: 3))) != nil)
    #expect(parsed("[1,2]", limits: JSONLimits(bytes: 4)) == .failure(JSONFault(offset: 4, reason: .tooLong)))
    #expect((try? JSONReader.parse("[1,2]", limits: JSONLimits(bytes: 5))) != nil)
    let deepest = JSONLimits(bytes: 1_000, depth: 256)
    #expect((try? JSONReader.parse(nested(256), limits: deepest)) != nil)
    #expect(parsed(nested(257), limits: deepest) == .failure(JSONFault(offset: 256, reason: .tooDeep)))
  }

  @Test func `duplicate names are found in small and large objects`() {
    for count in [1, 15, 16, 17, 18, 40, 3_000] {
      let names = (0..<count).map { "\"n\($0)\":\($0)" }
      let limits = JSONLimits(bytes: 100_000)
      guard case .success(.object(let object)) = parsed("{\(names.joined(separator: ","))}", limits: limits) else {
        Issue.record("\(count) names were refused")
        continue
      }
      #expect(object.count == count && object["n\(count - 1)"]?.integerValue == count - 1)
      for repeated in [0, count / 2, count - 1] {
        let text = "{\((names + ["\"n\(repeated)\":0"]).joined(separator: ","))}"
        guard case .failure(let fault) = parsed(text, limits: limits) else {
          Issue.record("\(count) names and one again were taken")
          continue
        }
        #expect(fault.reason == .duplicateName)
      }
    }
  }

  @Test func `names are told apart by their bytes`() {
    // Precomposed and decomposed; and KELVIN SIGN, which is canonically the letter K.
    guard case .success(.object(let object)) = parsed("{\"é\":1,\"e\u{301}\":2,\"\u{212A}\":3}") else {
      Issue.record("refused")
      return
    }
    #expect(object.count == 3 && object["e\u{301}"]?.integerValue == 2 && object["K"] == nil)
  }

  @Test(.seeded) func `it agrees with Foundation on texts that were tampered with`() throws {
    var random = SeededRandom(seed: TestSeed.current)
    let seeds = [
      #"{"event_id":"demo","seat_ids":["A-1","A-2"],"quantity":2,"nested":{"a":[1,2.5e3,-0.1,true,null]}}"#,
      #"[{"x":"\u00e9\ud83d\ude00\n"},[[]],"",0,1e-7]"#,
    ].map { Array($0.utf8) }
    var taken = 0
    for _ in 0..<20_000 {
      var bytes = seeds[Int(random.next() % 2)]
      for _ in 0..<(1 + random.next() % 3) {
        let place = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 3 {
        case 0: bytes[place] = UInt8(random.next() % 128)
        case 1: bytes.remove(at: place)
        default: bytes.insert(bytes[Int(random.next() % UInt64(bytes.count))], at: place)
        }
      }
      guard case .success(let value) = parsed(bytes) else { continue }
      taken += 1
      let foundation = try? JSONSerialization.jsonObject(with: Data(bytes), options: [.fragmentsAllowed])
      if foundation == nil && !hasNumberBeyondDouble(value) {
        Issue.record("only we took \(String(decoding: bytes, as: UTF8.self))")
      }
    }
    #expect(taken > 100)
  }

  /// Whether `value` holds a number that no normal double can stand for, as 1e999 or 1e-999: the grammar of RFC 8259 has
  /// them, Foundation refuses them.
  private func hasNumberBeyondDouble(_ value: JSONValue) -> Bool {
    switch value {
    case .number(let number): number.fixedPoint(places: 0) != 0 && !number.double.isNormal
    case .array(let values): values.contains(where: hasNumberBeyondDouble)
    case .object(let object): object.fields.contains { hasNumberBeyondDouble($0.value) }
    case .string, .bool, .null: false
    }
  }
}
