internal import Primitives

/// Lays the parameters of one query out in PostgreSQL's binary form, and lends them to libpq as pointers.
///
/// One belongs to each connection and is used again and again; libpq copies what it is given.
final class ParameterEncoder {
  /// Memory that one huge query grew the buffer to is given back after it.
  private static let bufferBytesKeptMax = 65_536
  /// Seconds from 1970 to 2000, PostgreSQL's own epoch, in microseconds.
  static let epochMicroseconds: Int64 = 946_684_800_000_000

  private let buffer = ByteBuffer(capacity: 1_024)
  private var ranges: [(start: Int, count: Int)] = []
  private var pointers: [UnsafePointer<CChar>?] = []
  private var lengths: [Int32] = []
  private var formats: [Int32] = []

  /// Encodes, then calls `body` with values, lengths and formats as libpq's send functions take them.
  func with<R>(
    _ parameters: [PostgresParameter],
    _ body: (
      _ values: UnsafePointer<UnsafePointer<CChar>?>?, _ lengths: UnsafePointer<Int32>?,
      _ formats: UnsafePointer<Int32>?
    ) -> R
  ) -> R {
    buffer.clear(keepingAtMost: ParameterEncoder.bufferBytesKeptMax)
    ranges.removeAll(keepingCapacity: true)
    pointers.removeAll(keepingCapacity: true)
    lengths.removeAll(keepingCapacity: true)
    for parameter in parameters {
      let start = buffer.readableCount
      let isNull = !encode(parameter)
      ranges.append((start, isNull ? -1 : buffer.readableCount - start))
    }
    // Only now does the buffer stay where it is.
    let base = UnsafeRawPointer(buffer.readable.base).assumingMemoryBound(to: CChar.self)
    for range in ranges {
      pointers.append(range.count < 0 ? nil : base + range.start)
      lengths.append(Int32(max(range.count, 0)))
    }
    while formats.count < parameters.count { formats.append(1) }
    return pointers.withUnsafeBufferPointer { pointers in
      lengths.withUnsafeBufferPointer { lengths in
        formats.withUnsafeBufferPointer { formats in
          body(pointers.baseAddress, lengths.baseAddress, formats.baseAddress)
        }
      }
    }
  }

  /// False for null.
  private func encode(_ parameter: PostgresParameter) -> Bool {
    switch parameter {
    case .null: return false
    case .bool(let value): append(value)
    case .int(let value): append(UInt64(bitPattern: Int64(value)))
    case .double(let value): append(value.bitPattern)
    case .text(let value): buffer.append(value)
    case .bytes(let value): buffer.append(value)
    case .json(let value):
      // jsonb's binary form is a version byte before the text.
      buffer.append(byte: 1)
      buffer.append(value)
    case .instant(let value): append(value)
    case .bools(let values): appendArray(values, of: .bool) { append($0) }
    case .ints(let values): appendArray(values, of: .int) { append(UInt64(bitPattern: Int64($0))) }
    case .texts(let values): appendArray(values, of: .text) { buffer.append($0) }
    case .byteStrings(let values): appendArray(values, of: .bytes) { buffer.append($0) }
    case .instants(let values): appendArray(values, of: .instant) { append($0) }
    }
    return true
  }

  private func append(_ value: Bool) { buffer.append(byte: value ? 1 : 0) }

  private func append(_ value: WallInstant) {
    append(UInt64(bitPattern: value.microseconds - ParameterEncoder.epochMicroseconds))
  }

  private func append(_ value: UInt64) { append(bigEndian: value, bytes: 8) }

  private func append(_ value: UInt32) { append(bigEndian: UInt64(value), bytes: 4) }

  private func append(bigEndian value: UInt64, bytes: Int) {
    let tail = buffer.reserve(bytes)
    for index in 0..<bytes { tail[index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * (bytes - 1 - index))) }
    buffer.commit(bytes)
  }

  /// Dimensions, "has nulls", element type, then for the one dimension its length and lower bound, then the elements.
  private func appendArray<Element>(_ values: [Element?], of type: PostgresType, _ append: (Element) -> Void) {
    self.append(UInt32(values.isEmpty ? 0 : 1))
    self.append(UInt32(values.contains { $0 == nil } ? 1 : 0))
    self.append(type.rawValue)
    guard !values.isEmpty else { return }
    self.append(UInt32(values.count))
    self.append(UInt32(1))
    for value in values {
      guard let value else {
        self.append(UInt32.max)
        continue
      }
      let lengthAt = buffer.readableCount
      self.append(UInt32(0))
      append(value)
      let length = buffer.readableCount - lengthAt - 4
      for index in 0..<4 {
        buffer.replace(at: lengthAt + index, with: UInt8(truncatingIfNeeded: length >> (24 - 8 * index)))
      }
    }
  }
}
