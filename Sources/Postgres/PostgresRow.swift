internal import CPostgres
public import Primitives

/// One row. Columns count from 0.
///
/// A getter whose kind doesn't fit the column's type, or that meets a null without being the optional one, is a fault of
/// the program and traps, naming the column.
public struct PostgresRow {
  let result: PostgresResult
  let index: Int32

  public func isNull(_ column: Int) -> Bool {
    check(column)
    return PQgetisnull(result.raw, index, Int32(column)) != 0
  }

  /// The value's bytes as they came, valid as long as the result: text, JSON and `bytea` in place.
  public func view(_ column: Int) -> ByteView {
    let value = value(column)
    switch value.type {
    case PostgresType.text.rawValue, ResultType.varyingText, ResultType.fixedText, ResultType.name, ResultType.unknown,
      ResultType.jsonText:
      return value.bytes
    case PostgresType.bytes.rawValue where value.isBinary: return value.bytes
    case PostgresType.json.rawValue: return value.isBinary ? value.bytes.slice(from: 1) : value.bytes
    default: mismatch(column, value.type, "bytes or text")
    }
  }

  public func string(_ column: Int) -> String { view(column).string }

  public func bytes(_ column: Int) -> [UInt8] { view(column).array }

  /// `smallint`, `integer`, `bigint`, `oid`, `xid8`
  public func int(_ column: Int) -> Int {
    let value = value(column)
    switch (value.type, value.isBinary) {
    case (PostgresType.int.rawValue, true), (ResultType.transactionID, true):
      return Int(Int64(bitPattern: value.bytes.bigEndian(at: 0, bytes: 8)))
    case (ResultType.int4, true): return Int(Int32(truncatingIfNeeded: value.bytes.bigEndian(at: 0, bytes: 4)))
    case (ResultType.int2, true): return Int(Int16(truncatingIfNeeded: value.bytes.bigEndian(at: 0, bytes: 2)))
    case (ResultType.objectID, true): return Int(value.bytes.bigEndian(at: 0, bytes: 4))
    case (_, false): if let number = Int(value.bytes.string) { return number }
    default: break
    }
    mismatch(column, value.type, "an integer")
  }

  public func bool(_ column: Int) -> Bool {
    let value = value(column)
    guard value.type == PostgresType.bool.rawValue, let first = value.bytes.first else {
      mismatch(column, value.type, "a bool")
    }
    return value.isBinary ? first != 0 : first == UInt8(ascii: "t")
  }

  /// `real`, `double precision`
  public func double(_ column: Int) -> Double {
    let value = value(column)
    switch (value.type, value.isBinary) {
    case (PostgresType.double.rawValue, true): return Double(bitPattern: value.bytes.bigEndian(at: 0, bytes: 8))
    case (ResultType.float4, true):
      return Double(Float(bitPattern: UInt32(truncatingIfNeeded: value.bytes.bigEndian(at: 0, bytes: 4))))
    case (_, false): if let number = Double(value.bytes.string) { return number }
    default: break
    }
    mismatch(column, value.type, "a floating-point number")
  }

  /// `timestamptz`
  public func instant(_ column: Int) -> WallInstant {
    let value = value(column)
    guard value.type == PostgresType.instant.rawValue, value.isBinary else {
      mismatch(column, value.type, "a timestamptz")
    }
    return value.bytes.instant(at: 0)
  }
}

extension PostgresRow {
  public func intOrNil(_ column: Int) -> Int? { isNull(column) ? nil : int(column) }
  public func stringOrNil(_ column: Int) -> String? { isNull(column) ? nil : string(column) }
  public func bytesOrNil(_ column: Int) -> [UInt8]? { isNull(column) ? nil : bytes(column) }
  public func viewOrNil(_ column: Int) -> ByteView? { isNull(column) ? nil : view(column) }
  public func boolOrNil(_ column: Int) -> Bool? { isNull(column) ? nil : bool(column) }
  public func instantOrNil(_ column: Int) -> WallInstant? { isNull(column) ? nil : instant(column) }

  /// Any value for a person to read, of a result that came as text (`PostgresSession.run`); "" for null.
  public func text(_ column: Int) -> String {
    guard !isNull(column) else { return "" }
    let value = value(column)
    precondition(!value.isBinary, "a binary result has no text: name the getter")
    return value.bytes.string
  }
}

extension PostgresRow {
  private struct Value {
    let type: UInt32
    let isBinary: Bool
    let bytes: ByteView
  }

  /// The place of a value; traps on null.
  private func value(_ column: Int) -> Value {
    precondition(!isNull(column), "column \(name(column)) is null")
    let place = Int32(column)
    let length = Int(PQgetlength(result.raw, index, place))
    let pointer = PQgetvalue(result.raw, index, place).map {
      UnsafeRawPointer($0).assumingMemoryBound(to: UInt8.self)
    }
    return Value(
      type: PQftype(result.raw, place), isBinary: PQfformat(result.raw, place) == 1,
      bytes: ByteView(pointer, count: length))
  }

  func check(_ column: Int) {
    precondition(column >= 0 && column < result.columnCount, "column \(column) of \(result.columnCount)")
  }

  func name(_ column: Int) -> String { "\(column) (\(result.columnName(column)))" }

  func mismatch(_ column: Int, _ type: UInt32, _ wanted: String) -> Never {
    preconditionFailure("column \(name(column)) of type \(type) is not \(wanted)")
  }

  /// Bytes and element type of an array column, for the array getters.
  func binaryArray(_ column: Int, _ wanted: String) -> (type: UInt32, bytes: ByteView) {
    let value = value(column)
    guard value.isBinary else { mismatch(column, value.type, wanted) }
    return (value.type, value.bytes)
  }
}

extension ByteView {
  func bigEndian(at offset: Int, bytes: Int) -> UInt64 {
    precondition(offset >= 0 && offset + bytes <= count, "a value shorter than its type")
    var value: UInt64 = 0
    for index in offset..<offset + bytes { value = value << 8 | UInt64(base[index]) }
    return value
  }

  func instant(at offset: Int) -> WallInstant {
    let since2000 = Int64(bitPattern: bigEndian(at: offset, bytes: 8))
    return WallInstant(microseconds: since2000 + ParameterEncoder.epochMicroseconds)
  }
}
