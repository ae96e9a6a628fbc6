import Primitives

/// Refuses paths that origins may read in another way than we did when we chose the route: dot segments, `//`, `;`, escaped
/// slashes and control characters, broken escapes. Nothing is normalised: what is let through goes on as it was matched.
public enum TargetCheck {
  /// The first fault of a path (escapes and all), or nil. One pass, no allocation.
  public static func fault(in path: ByteView) -> TargetFault? {
    guard path.first == UInt8(ascii: "/") else { return .notAbsolute }
    var index = 1
    var segment = Segment()
    while index < path.count {
      var byte = path.base[index]
      switch byte {
      case UInt8(ascii: "/"):
        if segment.bytesCount == 0 { return .emptySegment }
        if segment.isDots { return .dotSegment }
        segment = Segment()
        index += 1
        continue
      case UInt8(ascii: ";"): return .parameters
      case UInt8(ascii: "\\"): return .backslash
      case UInt8(ascii: "%"):
        guard let decoded = PercentEncoding.byte(in: path, at: index) else { return .badEscape }
        if decoded == UInt8(ascii: "/") || decoded == UInt8(ascii: "\\") { return .encodedSlash }
        byte = decoded
        index += 2
      default: break
      }
      if byte < 0x20 || byte == 0x7F { return .controlCharacter }
      index += 1
      segment.add(byte)
    }
    return segment.isDots ? .dotSegment : nil
  }

  private struct Segment {
    var bytesCount = 0
    private var dotsCount = 0

    /// True for `.` and `..`, however they are written.
    var isDots: Bool { bytesCount > 0 && bytesCount <= 2 && dotsCount == bytesCount }

    mutating func add(_ byte: UInt8) {
      bytesCount += 1
      if byte == UInt8(ascii: ".") { dotsCount += 1 }
    }
  }
}
