import Configuration
import Primitives

/// `usher room list | show | set | pause | resume | apply`.
enum RoomVerbs {
  static let all: [Verb] = [
    list, show, set, act("pause", "let nobody in"), act("resume", "let people in again"), apply,
  ]

  private static let dryRun = OptionSpecification("--dry-run", nil, "change nothing, tell what would change")

  private static let list = Verb(
    "room list", "list the rooms", options: OptionSpecification.findingAdmin + [.json]
  ) { arguments, terminal throws(CommandFault) in
    try withClient(arguments) { client throws(CommandFault) in
      let reply = try client.get("/api/rooms")
      let rooms = try reply.object()["rooms"]?.arrayValue ?? []
      terminal.say(arguments.wantsJSON ? reply.body : RoomTable.text(rooms.compactMap(\.objectValue)))
      return .done
    }
  }

  private static let show = Verb(
    "room show", "show a room's settings and figures", positionals: ["ROOM"],
    options: OptionSpecification.findingAdmin + [.json]
  ) { arguments, terminal throws(CommandFault) in
    try withClient(arguments) { client throws(CommandFault) in
      let reply = try client.get(try target(arguments.positionals[0]))
      let room = try reply.object()
      if arguments.wantsJSON {
        terminal.say(reply.body)
      } else {
        terminal.emit(RoomTable.details(room))
      }
      return .done
    }
  }

  private static let set = Verb(
    "room set", "change settings of a room", positionals: ["ROOM", "NAME=VALUE..."],
    options: OptionSpecification.findingAdmin + [dryRun, .json],
    details: """
      Names are those that `usher room show` prints: `usher room set demo admit_rate=200 message="Back at noon"`. An empty
      value or null puts the default back. What nobody else may change meanwhile is checked.
      """
  ) { arguments, terminal throws(CommandFault) in
    let patch = try SettingsPatch(arguments.positionals.dropFirst())
    return try withClient(arguments) { client throws(CommandFault) in
      let change = try RoomChange(
        client, room: arguments.positionals[0], patch: patch.json, isDryRun: arguments.has(dryRun))
      terminal.say(arguments.wantsJSON ? change.reply.body : change.description)
      return .done
    }
  }

  private static let apply = Verb(
    "room apply", "make rooms what a configuration file says", positionals: ["FILE"],
    options: OptionSpecification.findingAdmin + [dryRun],
    details: """
      Reads `rooms` of a file such as config/usher.yaml; what it leaves out becomes the default, a pause stays. A second
      run changes nothing and says so.
      """
  ) { arguments, terminal throws(CommandFault) in
    let configuration = try RunningSystem.configuration(file: arguments.positionals[0])
    guard !configuration.rooms.isEmpty else { throw .fault("\(arguments.positionals[0]) names no room") }
    return try withClient(arguments) { client throws(CommandFault) in
      for room in configuration.rooms {
        let change = try RoomChange(
          client, room: room.id, patch: SettingsPatch(room).json, isDryRun: arguments.has(dryRun))
        terminal.say(change.description)
      }
      return .done
    }
  }

  private static func act(_ action: String, _ summary: String) -> Verb {
    Verb(
      "room \(action)", summary, positionals: ["ROOM"], options: OptionSpecification.findingAdmin + [.json]
    ) { arguments, terminal throws(CommandFault) in
      try withClient(arguments) { client throws(CommandFault) in
        let room = arguments.positionals[0]
        let before = try client.get(try target(room)).object()
        let reply = try client.post(try target(room) + "/" + action)
        let after = try reply.object()
        terminal.say(
          arguments.wantsJSON ? reply.body : RoomChange.describe(room, from: before, to: after, isDryRun: false))
        return .done
      }
    }
  }

  /// The room's address; a name that can't be one is told before anybody is asked.
  static func target(_ room: String) throws(CommandFault) -> String {
    let isName =
      (1...40).contains(room.utf8.count)
      && room.utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789-".utf8.contains($0) }
    guard isName else { throw .usage("\(room): a room's name has 1 to 40 of a-z, 0-9 and -") }
    return "/api/rooms/\(room)"
  }

  private static func withClient(
    _ arguments: ParsedArguments, _ body: (AdminClient) throws(CommandFault) -> ExitCode
  ) throws(CommandFault) -> ExitCode {
    let client = try AdminClient(try AdminAccess(arguments))
    defer { client.close() }
    return try body(client)
  }
}
