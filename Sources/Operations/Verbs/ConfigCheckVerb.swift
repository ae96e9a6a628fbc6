import Configuration
import Primitives

/// `usher config check FILE`.
enum ConfigCheckVerb {
  static let verb = Verb(
    "config check", "tell everything that is wrong with a configuration file", positionals: ["FILE"],
    options: [.json], details: "Each fault is one line: FILE:LINE:COLUMN: what, and what to write instead."
  ) { arguments, terminal throws(CommandFault) in
    let file = arguments.positionals[0]
    guard FileSystem.exists(file) else { throw .unreachable("no file \(file)") }
    var faults: [ConfigurationFault] = []
    do throws(ConfigurationFaults) {
      _ = try ConfigurationFile.load(file)
    } catch {
      faults = error.faults
    }
    if arguments.wantsJSON {
      terminal.say(json(file, faults))
    } else if faults.isEmpty {
      terminal.say("\(file): no fault")
    } else {
      for fault in faults { terminal.say(fault.description) }
    }
    return faults.isEmpty ? .done : .fault
  }

  private static func json(_ file: String, _ faults: [ConfigurationFault]) -> String {
    let buffer = ByteBuffer(capacity: 1_024)
    var writer = JSONWriter(buffer)
    writer.beginObject()
    writer.field("file", file)
    writer.key("faults")
    writer.beginArray()
    for fault in faults {
      writer.beginObject()
      writer.key("line")
      if let position = fault.position { writer.value(position.line) } else { writer.null() }
      writer.key("column")
      if let position = fault.position { writer.value(position.column) } else { writer.null() }
      writer.field("message", fault.message)
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
    return buffer.readable.string
  }
}
