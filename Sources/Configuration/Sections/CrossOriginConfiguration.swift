/// Which other web sites may call from their pages.
public struct CrossOriginConfiguration: ConfigurationSection {
  public var allowedOrigins: [String] = []
  /// How long a browser may remember a preflight.
  public var preflightLifetime = Duration.seconds(600)

  public init() {}

  static var fields: [Field<CrossOriginConfiguration>] {
    [
      .list("allowed_origins", \.allowedOrigins, countMax: 256, .webOrigin),
      .value("preflight_lifetime", \.preflightLifetime, .duration(in: .zero ... .seconds(86_400))),
    ]
  }
}
