/// Tickets, passes, and assertions made for us.
public struct TokensConfiguration: ConfigurationSection {
  /// This installation's name: `iss` of its passes and `aud` of assertions.
  public var issuer = "usher"
  /// The master keys, one a line, the first one makes; mode 0600.
  public var keysFile = "secrets/master-keys"
  /// How many checked passes a worker remembers.
  public var rememberedPassesMax = 10_000

  public init() {}

  static var fields: [Field<TokensConfiguration>] {
    [
      .value("issuer", \.issuer, .text(bytes: 1...200)),
      .value("keys_file", \.keysFile, .path),
      .value("remembered_passes_max", \.rememberedPassesMax, .integer(in: 1...1_000_000)),
    ]
  }
}
