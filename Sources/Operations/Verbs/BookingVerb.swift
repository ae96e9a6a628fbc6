import BookingService

/// `usher booking`.
enum BookingVerb {
  static let verb = Verb(
    "booking", "the booking core: events, seats, holds, payments", options: [.config],
    details: "Runs until SIGINT or SIGTERM; running requests may end. Listens on a private unix socket by default."
  ) { arguments, _ throws(CommandFault) in
    let process = try ProcessConfiguration(arguments)
    return ExitCode(rawValue: BookingProcess.run(configuration: process.configuration)) ?? .fault
  }
}
