internal import CPostgres
internal import Primitives

/// The answer to one query. The rows lie in libpq's memory and live as long as this object.
public final class PostgresResult {
  let raw: OpaquePointer

  /// Takes over a `PGresult`.
  init(_ raw: OpaquePointer) { self.raw = raw }

  deinit { PQclear(raw) }

  /// The number of rows that the query returned.
  public var count: Int { Int(PQntuples(raw)) }
  public var columnCount: Int { Int(PQnfields(raw)) }
  public var isEmpty: Bool { count == 0 }

  /// How many rows an INSERT, UPDATE or DELETE changed, or a SELECT gave; 0 for other commands.
  public var affected: Int { ByteView(cString: PQcmdTuples(raw)).decimal() ?? 0 }

  public subscript(row: Int) -> PostgresRow {
    precondition(row >= 0 && row < count, "row \(row) of \(count)")
    return PostgresRow(result: self, index: Int32(row))
  }

  public var first: PostgresRow? { isEmpty ? nil : self[0] }

  public var rows: some RandomAccessCollection<PostgresRow> {
    (0..<count).lazy.map { [self] in PostgresRow(result: self, index: Int32($0)) }
  }

  public func columnName(_ column: Int) -> String { ByteView(cString: PQfname(raw, Int32(column))).string }

  /// The place of a column by its name; nil if there is none. For tools: code knows its columns' order.
  public func column(named name: String) -> Int? {
    (0..<columnCount).first { columnName($0) == name }
  }
}

extension ByteView {
  /// The bytes before the terminating zero.
  init(cString: UnsafePointer<CChar>?) {
    guard let cString else {
      self = .empty
      return
    }
    var count = 0
    while cString[count] != 0 { count += 1 }
    self.init(UnsafeRawPointer(cString).assumingMemoryBound(to: UInt8.self), count: count)
  }
}

extension PostgresResult {
  /// The command tag: "COMMIT", "INSERT 0 1".
  var command: String { ByteView(cString: PQcmdStatus(raw)).string }
}
