import Admitter

/// `usher admitter`.
enum AdmitterVerb {
  static let verb = Verb(
    "admitter", "releases the next people of every room, within its rate", options: [.config],
    details: """
      Any number may run at once, on any machines, and any of them may die: together they release what the rate allows.
      Runs until SIGINT or SIGTERM. Answers /healthz, /readyz and /metrics on `admitter.listen`.
      """
  ) { arguments, _ throws(CommandFault) in
    let process = try ProcessConfiguration(arguments)
    return ExitCode(rawValue: AdmitterProcess.run(configuration: process.configuration)) ?? .fault
  }
}
