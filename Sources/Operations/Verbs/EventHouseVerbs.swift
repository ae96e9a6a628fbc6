import BookingStore
import Configuration
import Postgres
import Primitives

/// `usher event withhold` and `usher event offer`: what the house keeps back from sale.
enum EventHouseVerbs {
  static let all = [withhold, offer]

  private static let quantity = OptionSpecification("--quantity", "N", "so many places of general admission")

  private static let withhold = Verb(
    "event withhold", "keep seats back from sale, under the name of an allotment",
    positionals: ["EVENT", "ALLOTMENT", "[SEAT...]"], options: [quantity, .data, .config, .json],
    details: """
      All of them or none: seats must be free, or the allotment's already. For general admission give --quantity. Buyers
      see withheld seats as sold, and the room does not wait for them.
      """
  ) { arguments, terminal throws(CommandFault) in
    guard arguments[quantity] != nil || arguments.positionals.count > 2 else {
      throw .usage("event withhold: name seats, or give --quantity")
    }
    return try run(arguments, terminal, "withheld") { wish, event, allotment, session throws(StoreFault) in
      try HouseStock.withhold(wish, of: event, for: allotment, on: session)
    }
  }

  private static let offer = Verb(
    "event offer", "put an allotment's seats on sale", positionals: ["EVENT", "ALLOTMENT", "[SEAT...]"],
    options: [quantity, .data, .config, .json],
    details: "The seats named, or so many places as --quantity says; without either all that the allotment has."
  ) { arguments, terminal throws(CommandFault) in
    try run(arguments, terminal, "put on sale") { wish, event, allotment, session throws(StoreFault) in
      try HouseStock.offer(wish, of: event, from: allotment, on: session)
    }
  }

  private static func run(
    _ arguments: ParsedArguments, _ terminal: Terminal, _ done: String,
    _ move: (HouseStock.Wish, String, String, PostgresSession) throws(StoreFault) -> HouseOutcome
  ) throws(CommandFault) -> ExitCode {
    let (event, allotment) = (arguments.positionals[0], arguments.positionals[1])
    guard (1...40).contains(allotment.utf8.count) else { throw .usage("an allotment's name has 1 to 40 bytes") }
    let wish = try wish(arguments)
    let session = try DatabaseSession.open(RunningSystem.configuration(arguments).postgres)
    defer { session.close() }
    let outcome: HouseOutcome
    do throws(StoreFault) {
      outcome = try move(wish, event, allotment, session)
    } catch {
      throw .unreachable("the database: \(error)")
    }
    switch outcome {
    case .done(let moved):
      terminal.say(
        arguments.wantsJSON
          ? "{\"moved\":\(moved)}"
          : moved == 0
            ? "event \(event): nothing changed" : "event \(event): \(moved) \(moved == 1 ? "place" : "places") \(done)")
      return .done
    case .unknownEvent: throw .fault("there is no event \(event)")
    case .wrongAdmission: throw .fault("event \(event): name seats where they are numbered, else give --quantity")
    case .unknownSeats(let seats): throw .fault("event \(event) has no seats \(seats.joined(separator: ", "))")
    case .seatsUnavailable(let seats):
      throw .fault("event \(event): nothing changed, for these seats are others': \(seats.joined(separator: ", "))")
    case .tooFew: throw .fault("event \(event): nothing changed, for there are not so many places")
    }
  }

  private static func wish(_ arguments: ParsedArguments) throws(CommandFault) -> HouseStock.Wish {
    let seats = Array(arguments.positionals.dropFirst(2))
    guard let text = arguments[quantity] else { return seats.isEmpty ? .all : .seats(seats) }
    guard seats.isEmpty else { throw .usage("seats or --quantity, not both") }
    guard let count = Int(text), (1...10_000_000).contains(count) else {
      throw .usage("--quantity \(text): write a whole number from 1")
    }
    return .places(count)
  }
}
