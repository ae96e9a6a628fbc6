import Primitives

/// `HTTP/1.1` and `HTTP/1.0`.
enum VersionText {
  /// `HTTP/1.1` as the bytes of a word.
  private static let current = UInt64(littleEndian: 0x312E_312F_5054_5448)

  /// Reads the version at `index` and moves behind it; gives the minor version, or nil if the bytes ran out. Each byte is
  /// checked as soon as it is there, so that a line too short for a version is refused when it ends.
  static func read(
    _ base: UnsafePointer<UInt8>, _ index: inout Int, _ end: Int
  ) throws(HeadFault) -> Int? {
    if index + 8 <= end, UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self) == current {
      index += 8
      return 1
    }
    let pattern: StaticString = "HTTP/d.d"
    var major: UInt8 = 0
    var minor: UInt8 = 0
    for offset in 0..<8 {
      guard index + offset < end else { return nil }
      let byte = base[index + offset]
      switch offset {
      case 5, 7:
        guard byte.isASCIIDigit else { throw byte == 0x0A ? .bareLineFeed : .invalidVersion }
        if offset == 5 { major = byte &- 0x30 } else { minor = byte &- 0x30 }
      default:
        guard byte == pattern.utf8Start[offset] else { throw byte == 0x0A ? .bareLineFeed : .invalidVersion }
      }
    }
    guard major == 1, minor <= 1 else { throw .versionNotSupported }
    index += 8
    return Int(minor)
  }
}
