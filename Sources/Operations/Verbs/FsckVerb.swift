import BookingStore
import Configuration
import Postgres
import Primitives

/// `usher fsck`.
enum FsckVerb {
  static let verb = Verb(
    "fsck", "check every promise of the booking core against the database", options: [.data, .config, .json],
    details: "Reads one snapshot, also beside a running sale, and prints the rows that break a promise."
  ) { arguments, terminal throws(CommandFault) in
    let session = try DatabaseSession.open(RunningSystem.configuration(arguments).postgres)
    defer { session.close() }
    let report: FsckReport
    do throws(StoreFault) {
      report = try Fsck.run(on: session) { check in
        if terminal.isInteractive { terminal.note("checking \(check.name)") }
      }
    } catch {
      throw .unreachable("the database: \(error)")
    }
    if arguments.wantsJSON {
      terminal.say(json(report))
    } else {
      terminal.emit(report.description)
    }
    return report.isClean ? .done : .fault
  }

  private static func json(_ report: FsckReport) -> String {
    let buffer = ByteBuffer(capacity: 1_024)
    var writer = JSONWriter(buffer)
    writer.beginObject()
    writer.field("checked", report.checked)
    writer.key("findings")
    writer.beginArray()
    for finding in report.findings {
      writer.beginObject()
      writer.field("name", finding.name)
      writer.field("promise", finding.promise)
      writer.field("columns", finding.columns)
      writer.field("row_count", finding.rowCount)
      writer.key("rows")
      writer.beginArray()
      for row in finding.rows {
        writer.beginArray()
        for value in row { writer.value(value) }
        writer.endArray()
      }
      writer.endArray()
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
    return buffer.string
  }
}
