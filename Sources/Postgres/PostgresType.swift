/// The type of a parameter, declared with the statement. All parameters travel in binary form.
public enum PostgresType: UInt32, Sendable {
  // The raw values are PostgreSQL's own object ids, fixed for ever in pg_type.dat.
  case bool = 16
  case bytes = 17
  /// `bigint`; PostgreSQL narrows it by itself where a column is smaller.
  case int = 20
  case text = 25
  case double = 701
  case instant = 1184
  case json = 3802
  case bools = 1000
  case byteStrings = 1001
  case texts = 1009
  case ints = 1016
  case instants = 1185
}

/// Object ids of result types beyond those that are sent.
enum ResultType {
  static let name: UInt32 = 19
  static let int2: UInt32 = 21
  static let int4: UInt32 = 23
  static let objectID: UInt32 = 26
  static let jsonText: UInt32 = 114
  static let float4: UInt32 = 700
  static let unknown: UInt32 = 705
  static let fixedText: UInt32 = 1042
  static let varyingText: UInt32 = 1043
  static let transactionID: UInt32 = 5069
  static let int4Array: UInt32 = 1007
}
