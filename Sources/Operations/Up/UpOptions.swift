import Configuration

/// What `usher up` was asked for.
struct UpOptions: Equatable, Sendable {
  var data = ".usher"
  var listen: ServerAddress?
  var adminListen: ServerAddress?
  var configurationFile: String?
  var demo = true

  static let data = OptionSpecification("--data", "DIR", "where everything is kept (.usher)")
  static let listen = OptionSpecification("--listen", "HOST:PORT", "where visitors come in (127.0.0.1:8080)")
  static let adminListen = OptionSpecification("--admin-listen", "HOST:PORT", "the admin listener (127.0.0.1:9090)")
  static let config = OptionSpecification("--config", "FILE", "settings; addresses of the private servers are put in")
  static let noDemo = OptionSpecification("--no-demo", nil, "no demo sale")

  static let all = [data, listen, adminListen, config, noDemo]

  init() {}

  init(_ arguments: ParsedArguments) throws(CommandFault) {
    if let folder = arguments[UpOptions.data] { data = folder }
    listen = try UpOptions.address(arguments, UpOptions.listen)
    adminListen = try UpOptions.address(arguments, UpOptions.adminListen)
    configurationFile = arguments[UpOptions.config]
    demo = !arguments.has(UpOptions.noDemo)
  }

  private static func address(
    _ arguments: ParsedArguments, _ option: OptionSpecification
  ) throws(CommandFault) -> ServerAddress? {
    guard let text = arguments[option] else { return nil }
    guard let address = ServerAddress(text), case .tcp = address else {
      throw .usage("up: \(option.name) \(text): write an address and a port, as in 127.0.0.1:8080 or [::1]:8080")
    }
    return address
  }
}
