/// One option of a verb: `--name` alone, or `--name VALUE`.
struct OptionSpecification: Sendable {
  let name: String
  /// What help calls its value; `nil` for a switch.
  let value: String?
  let help: String

  init(_ name: String, _ value: String? = nil, _ help: String) {
    self.name = name
    self.value = value
    self.help = help
  }

  static let json = OptionSpecification("--json", "print JSON for programs")
  static let help = OptionSpecification("--help", "print this help")
  static let data = OptionSpecification("--data", "DIR", "the data folder of a running `usher up` (.usher)")
  static let config = OptionSpecification("--config", "FILE", "the configuration of the running system")
  static let admin = OptionSpecification("--admin", "URL", "the admin listener (or USHER_ADMIN)")
  static let tokenFile = OptionSpecification(
    "--token-file", "FILE", "the file with the admin token (or USHER_ADMIN_TOKEN, the token itself)")

  private init(_ name: String, _ help: String) { self.init(name, nil, help) }

  /// How a verb that speaks to the admin listener finds it.
  static let findingAdmin = [data, config, admin, tokenFile]
}
