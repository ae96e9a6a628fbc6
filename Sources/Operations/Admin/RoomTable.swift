import Primitives

/// Rooms for people's eyes.
enum RoomTable {
  private static let columns: [(title: String, path: [String])] = [
    ("ROOM", ["room"]), ("STATE", ["state"]), ("PAUSED", ["paused"]), ("RATE", ["admit_rate"]),
    ("WAITING", ["stats", "queue_length"]), ("ADMITTED", ["stats", "admitted_total"]), ("EPOCH", ["epoch"]),
  ]

  /// A line a room, under headings.
  static func text(_ rooms: [JSONObject]) -> String {
    let rows = [columns.map(\.title)] + rooms.map { room in columns.map { text(value(room, $0.path)) } }
    let widths = columns.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).map { cell, width in cell + String(repeating: " ", count: width - cell.count) }
        .joined(separator: "  ").trimmedEnd
    }.joined(separator: "\n")
  }

  /// A line a field.
  static func details(_ room: JSONObject) -> String { lines(room, indent: "") }

  private static func lines(_ object: JSONObject, indent: String) -> String {
    let width = object.fields.map(\.name.count).max() ?? 0
    return object.fields.map { field in
      if let nested = field.value.objectValue {
        return "\(indent)\(field.name)\n\(lines(nested, indent: indent + "  "))"
      }
      let name = field.name + String(repeating: " ", count: width - field.name.count)
      return "\(indent)\(name)  \(text(field.value))\n"
    }.joined()
  }

  static func text(_ value: JSONValue) -> String {
    switch value {
    case .null: "-"
    case .bool(let flag): flag ? "yes" : "no"
    case .number(let number): number.text
    case .string(let text): text
    case .array(let values): values.map(text).joined(separator: ", ")
    case .object(let object): object.fields.map { "\($0.name)=\(text($0.value))" }.joined(separator: " ")
    }
  }

  private static func value(_ room: JSONObject, _ path: [String]) -> JSONValue {
    var value = JSONValue.object(room)
    for name in path { value = value.objectValue?[name] ?? .null }
    return value
  }
}

extension String {
  fileprivate var trimmedEnd: String {
    var text = self
    while text.hasSuffix(" ") { text.removeLast() }
    return text
  }
}
