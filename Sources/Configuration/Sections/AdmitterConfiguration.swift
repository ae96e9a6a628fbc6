/// The process that lets people in.
public struct AdmitterConfiguration: ConfigurationSection {
  /// Where it answers for its health and metrics.
  public var listen = ServerAddress.unix(path: "run/admitter.sock")
  /// How often it releases.
  public var tick = Duration.milliseconds(50)
  /// The most people one call releases, which bounds how long it holds Redis up.
  public var releaseMax = 500
  public var settingsInterval = Duration.milliseconds(500)

  public init() {}

  static var fields: [Field<AdmitterConfiguration>] {
    [
      .value("listen", \.listen, .address(ports: 0...65_535)),
      .value("tick", \.tick, .duration(in: .milliseconds(5) ... .seconds(1))),
      .value("release_max", \.releaseMax, .integer(in: 1...500)),
      .value("settings_interval", \.settingsInterval, .duration(in: .milliseconds(100) ... .seconds(60))),
    ]
  }
}
