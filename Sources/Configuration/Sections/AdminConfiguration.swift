/// The operators' door: dashboard, API, metrics.
public struct AdminConfiguration: ConfigurationSection {
  public var listen = ServerAddress.tcp(host: "127.0.0.1", port: 9090)
  /// Names besides the address itself and `localhost` that requests may be for.
  public var hosts: [String] = []
  /// The bearer token's file, made at the first start, mode 0600.
  public var tokenFile = "admin-token"
  /// How long a signed-in dashboard stays so.
  public var sessionLifetime = Duration.seconds(12 * 3_600)

  public init() {}

  static var fields: [Field<AdminConfiguration>] {
    [
      .value("listen", \.listen, .address(ports: 0...65_535)),
      .list("hosts", \.hosts, countMax: 256, .hostName),
      .value("token_file", \.tokenFile, .path),
      .value("session_lifetime", \.sessionLifetime, .duration(in: .seconds(60) ... .seconds(30 * 86_400))),
    ]
  }
}
