import Primitives

/// One change of a room's settings through the admin API, and what came of it.
struct RoomChange: CustomStringConvertible {
  let reply: AdminReply
  let description: String

  /// Reads the room, then patches it under the version that was read.
  init(_ client: AdminClient, room: String, patch: String, isDryRun: Bool) throws(CommandFault) {
    let target = try RoomVerbs.target(room)
    let current = try client.get(target)
    let before = try current.object()
    reply = try client.patch(target + (isDryRun ? "?dry_run=true" : ""), patch, version: current.etag)
    description = RoomChange.describe(room, from: before, to: try reply.object(), isDryRun: isDryRun)
  }

  /// Fields that change by themselves.
  private static let ignored: Set<String> = ["version", "updated_at", "stats"]

  static func describe(_ room: String, from before: JSONObject, to after: JSONObject, isDryRun: Bool) -> String {
    let changes = after.fields.filter { !ignored.contains($0.name) && before[$0.name] != $0.value }.map { field in
      "\(field.name) \(RoomTable.text(before[field.name] ?? .null)) → \(RoomTable.text(field.value))"
    }
    if changes.isEmpty { return "room \(room): nothing changed" }
    return "room \(room): \(isDryRun ? "would change " : "")\(changes.joined(separator: ", "))"
  }
}
