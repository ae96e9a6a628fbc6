import Configuration
import Primitives
import WaitingRoom

/// A merge patch of a room's settings.
struct SettingsPatch: Equatable {
  let json: String

  /// From words `name=value`: a value that is JSON (a number, true, null, a list of objects) is that, anything else is text, nothing
  /// is null.
  init(_ words: some Sequence<String>) throws(CommandFault) {
    var object = JSONObject()
    for word in words {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, !parts[0].isEmpty else { throw .usage("\(word): write NAME=VALUE") }
      guard object[parts[0]] == nil else { throw .usage("\(parts[0]) is there twice") }
      object[parts[0]] = SettingsPatch.value(parts[1])
    }
    json = SettingsPatch.text(object)
  }

  /// All that a configuration file can say of a room.
  init(_ room: RoomConfiguration) throws(CommandFault) {
    let text = RoomSettings(room).text
    var object = JSONObject()
    for field in SettingsPatch.parse(text)?.objectValue?.fields ?? [] where !SettingsPatch.unsaid.contains(field.name) {
      object[field.name] = field.value
    }
    json = SettingsPatch.text(object)
  }

  /// What operators set and no file says.
  private static let unsaid: Set<String> = ["paused", "waiting_max"]

  private static func value(_ text: String) -> JSONValue {
    if text.isEmpty { return .null }
    guard let value = parse(text) else { return .string(text) }
    switch value {
    case .null, .bool, .number, .string: return value
    // The steps of a ramp; a message in brackets stays one.
    case .array(let values) where values.allSatisfy({ $0.objectValue != nil }): return value
    case .array, .object: return .string(text)
    }
  }

  private static func parse(_ text: String) -> JSONValue? {
    let bytes = Array(text.utf8)
    return bytes.withUnsafeBytes { try? JSONReader.parse(ByteView($0)) }
  }

  private static func text(_ object: JSONObject) -> String {
    let buffer = ByteBuffer(capacity: 256)
    var writer = JSONWriter(buffer)
    writer.value(.object(object))
    return buffer.string
  }
}
