internal import CPostgres
internal import Primitives

extension PostgresRow {
  /// `integer[]`, `bigint[]`; no element may be null.
  public func ints(_ column: Int) -> [Int] {
    elements(column, [PostgresType.ints.rawValue, ResultType.int4Array], "an array of integers") { bytes in
      bytes.count == 8
        ? Int(Int64(bitPattern: bytes.bigEndian(at: 0, bytes: 8)))
        : Int(Int32(truncatingIfNeeded: bytes.bigEndian(at: 0, bytes: 4)))
    }
  }

  /// `text[]`; no element may be null.
  public func strings(_ column: Int) -> [String] {
    elements(column, [PostgresType.texts.rawValue], "an array of texts") { $0.string }
  }

  /// `bytea[]`; no element may be null.
  public func byteStrings(_ column: Int) -> [[UInt8]] {
    elements(column, [PostgresType.byteStrings.rawValue], "an array of bytea") { $0.array }
  }

  private func elements<Element>(
    _ column: Int, _ types: [UInt32], _ wanted: String, _ decode: (ByteView) -> Element
  ) -> [Element] {
    let (type, bytes) = binaryArray(column, wanted)
    guard types.contains(type) else { mismatch(column, type, wanted) }
    let dimensions = bytes.bigEndian(at: 0, bytes: 4)
    if dimensions == 0 { return [] }
    precondition(dimensions == 1, "column \(name(column)) has \(dimensions) dimensions")
    let count = Int(bytes.bigEndian(at: 12, bytes: 4))
    var offset = 20
    var elements: [Element] = []
    elements.reserveCapacity(count)
    for _ in 0..<count {
      let length = bytes.bigEndian(at: offset, bytes: 4)
      precondition(length != UInt64(UInt32.max), "column \(name(column)) has a null among its elements")
      let end = offset + 4 + Int(length)
      elements.append(decode(bytes.slice(from: offset + 4, to: end)))
      offset = end
    }
    return elements
  }
}
