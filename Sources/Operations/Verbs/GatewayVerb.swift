import Gateway

/// `usher gateway`.
enum GatewayVerb {
  static let verb = Verb(
    "gateway", "the public front door: waiting room, limits, pass check, reverse proxy", options: [.config],
    details: "Runs until SIGINT or SIGTERM; running requests may end. Serves the admin listener as well."
  ) { arguments, _ throws(CommandFault) in
    let process = try ProcessConfiguration(arguments)
    let code = GatewayProcess.run(configuration: process.configuration, secrets: try process.gatewaySecrets())
    return ExitCode(rawValue: code) ?? .fault
  }
}
