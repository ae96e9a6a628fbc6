/// The CR LF that ends a line, and the ways in which it can be wrong.
enum LineEnd {
  /// True if CR LF stands at `index`; false if the bytes end before that is known; throws for all else.
  @inline(__always)
  static func passes(
    _ base: UnsafePointer<UInt8>, _ index: Int, _ end: Int, otherwise fault: HeadFault
  ) throws(HeadFault) -> Bool {
    guard index < end else { return false }
    guard base[index] == 0x0D else { throw base[index] == 0x0A ? .bareLineFeed : fault }
    guard index + 1 < end else { return false }
    guard base[index + 1] == 0x0A else { throw .bareCarriageReturn }
    return true
  }
}
