/// Where something lies in a head, counted from its first byte. Heads are at most 16 MiB long.
struct ByteRange {
  private let start32: UInt32
  private let count32: UInt32

  @inline(__always)
  init(from start: Int, to end: Int) {
    start32 = UInt32(truncatingIfNeeded: start)
    count32 = UInt32(truncatingIfNeeded: end - start)
  }

  static var empty: ByteRange { ByteRange(from: 0, to: 0) }

  var start: Int { Int(start32) }
  var count: Int { Int(count32) }
  var end: Int { start + count }
}

/// One header line.
struct FieldRange {
  let name: ByteRange
  let value: ByteRange
}
