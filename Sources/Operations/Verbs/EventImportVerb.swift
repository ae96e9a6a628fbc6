import Booking
import BookingStore
import Configuration
import Postgres
import Primitives

/// `usher event import FILE`.
enum EventImportVerb {
  static let verb = Verb(
    "event import", "make an event what a JSON file says, with a room of its own", positionals: ["FILE"],
    options: [.data, .config, .json],
    details: """
      The form is in docs/event-file.md: sections, rows, seats, tiers, prices, map coordinates. A second run of the same
      file changes nothing and says so; held and sold seats stay as they are.
      """
  ) { arguments, terminal throws(CommandFault) in
    let document = try read(arguments.positionals[0])
    let postgres = try RunningSystem.configuration(arguments).postgres
    let session = try DatabaseSession.open(postgres)
    defer { session.close() }
    let report = try EventSetup.run(document, on: session)
    let room = RoomConfiguration(id: document.id, event: document.id)
    let made = try RoomSetup(rooms: [room], connection: postgres.connection, actor: "event import").run(on: session)
    if arguments.wantsJSON {
      terminal.say(json(report, isRoomNew: !made.isEmpty))
    } else {
      terminal.say(report.description)
      if !made.isEmpty { terminal.say("room \(room.id): created") }
    }
    return .done
  }

  private static func read(_ file: String) throws(CommandFault) -> EventDocument {
    guard let text = try FileSystem.read(file) else { throw .unreachable("no file \(file)") }
    let bytes = Array(text.utf8)
    let parsed = bytes.withUnsafeBytes { raw in
      Result { () throws(EventImportFault) in try EventDocument(json: ByteView(raw)) }
    }
    do throws(EventImportFault) {
      return try parsed.get()
    } catch {
      throw .fault("\(file): \(error)")
    }
  }

  private static func json(_ report: EventImportReport, isRoomNew: Bool) -> String {
    let buffer = ByteBuffer(capacity: 256)
    var writer = JSONWriter(buffer)
    writer.beginObject()
    writer.field("event_id", report.event)
    writer.field("unchanged", report.isUnchanged)
    writer.field("created", report.isNew)
    writer.field("details_changed", report.areDetailsChanged)
    writer.field("seats_added", report.seatsAdded)
    writer.field("seats_changed", report.seatsChanged)
    writer.field("seats_removed", report.seatsRemoved)
    writer.field("room_created", isRoomNew)
    writer.endObject()
    return buffer.string
  }
}
