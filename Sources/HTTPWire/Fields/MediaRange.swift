import Primitives

/// One element of `Accept`: a type or a pattern of types, and its weight.
struct MediaRange {
  let type: ByteView
  let subtype: ByteView
  /// Thousandths.
  let quality: Int

  init?(_ element: ByteView) {
    let typesEnd = element.firstIndex(of: UInt8(ascii: ";")) ?? element.count
    let types = element.slice(from: 0, to: typesEnd).trimmed
    guard let slash = types.firstIndex(of: UInt8(ascii: "/")) else { return nil }
    type = types.slice(from: 0, to: slash)
    subtype = types.slice(from: slash + 1)
    guard ASCIISet.token.containsAll(of: type), ASCIISet.token.containsAll(of: subtype), !type.isEmpty,
      !subtype.isEmpty
    else { return nil }
    var quality: Int? = 1_000
    ListValue.forEachElement(of: element.slice(from: typesEnd), separator: UInt8(ascii: ";")) { parameter in
      if parameter.hasPrefixIgnoringCase("q=") { quality = MediaRange.thousandths(parameter.slice(from: 2)) }
    }
    guard let quality else { return nil }
    self.quality = quality
  }

  /// 2 if the range names just this type, 1 for `type/*`, 0 for `*/*`, -1 if it doesn't match.
  func specificity(type wantedType: StaticString, subtype wantedSubtype: StaticString) -> Int {
    if type.equals("*") { return subtype.equals("*") ? 0 : -1 }
    guard type.equalsIgnoringCase(wantedType) else { return -1 }
    if subtype.equals("*") { return 1 }
    return subtype.equalsIgnoringCase(wantedSubtype) ? 2 : -1
  }

  /// RFC 9110 §12.4.2: 0 or 1, and up to three decimals.
  private static func thousandths(_ text: ByteView) -> Int? {
    guard (1...5).contains(text.count), text[0] == UInt8(ascii: "0") || text[0] == UInt8(ascii: "1") else { return nil }
    guard text.count > 1 else { return text[0] == UInt8(ascii: "1") ? 1_000 : 0 }
    guard text[1] == UInt8(ascii: ".") else { return nil }
    var value = Int(text[0] - 0x30) * 1_000
    var scale = 100
    for index in 2..<max(2, text.count) {
      guard text[index].isASCIIDigit else { return nil }
      value += Int(text[index] - 0x30) * scale
      scale /= 10
    }
    return value <= 1_000 ? value : nil
  }
}
