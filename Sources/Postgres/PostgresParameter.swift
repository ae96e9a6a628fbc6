public import Primitives

/// One parameter of a query. Its kind must be the one that the statement declared at this place, or `null`.
public enum PostgresParameter: Sendable {
  case null
  case bool(Bool)
  case int(Int)
  case double(Double)
  case text(String)
  case bytes([UInt8])
  /// A JSON text, for `jsonb`.
  case json(String)
  /// `timestamptz`
  case instant(WallInstant)
  case bools([Bool?])
  case ints([Int?])
  case texts([String?])
  case byteStrings([[UInt8]?])
  case instants([WallInstant?])

  /// The type it is sent as; nil for `null`, which fits every type.
  var type: PostgresType? {
    switch self {
    case .null: nil
    case .bool: .bool
    case .int: .int
    case .double: .double
    case .text: .text
    case .bytes: .bytes
    case .json: .json
    case .instant: .instant
    case .bools: .bools
    case .ints: .ints
    case .texts: .texts
    case .byteStrings: .byteStrings
    case .instants: .instants
    }
  }
}

extension PostgresParameter {
  /// The value, or `null`.
  public static func optional(_ value: Int?) -> PostgresParameter { value.map { .int($0) } ?? .null }
  /// The value, or `null`.
  public static func optional(_ value: String?) -> PostgresParameter { value.map { .text($0) } ?? .null }
  /// The value, or `null`.
  public static func optional(_ value: [UInt8]?) -> PostgresParameter { value.map { .bytes($0) } ?? .null }
  /// The value, or `null`.
  public static func optional(_ value: WallInstant?) -> PostgresParameter { value.map { .instant($0) } ?? .null }
}
