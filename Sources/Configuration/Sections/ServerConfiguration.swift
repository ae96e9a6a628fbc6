/// The public front door.
public struct ServerConfiguration: ConfigurationSection {
  public enum Scheme: String, Sendable, CaseIterable { case http, https }

  public var listen = ServerAddress.tcp(host: "127.0.0.1", port: 8080)
  /// What browsers see; a proxy in front may end TLS. With `https` cookies are `Secure` and have the `__Host-` prefix.
  public var publicScheme = Scheme.http
  /// Names that requests may be for; empty: any.
  public var hosts: [String] = []
  /// Whose `X-Forwarded-For` is believed.
  public var trustedProxies: [NetworkPrefix] = []
  /// Threads; 0: one a core.
  public var workers = 0
  /// How long running requests may take after SIGTERM.
  public var drainTimeout = Duration.seconds(10)
  /// Cookies for use inside other sites' frames: `SameSite=None; Partitioned`.
  public var embedded = false
  public var http = HTTPConfiguration()

  public init() {}

  static var fields: [Field<ServerConfiguration>] {
    [
      .value("listen", \.listen, .address(ports: 0...65_535)),
      .value("public_scheme", \.publicScheme, .choice),
      .list("hosts", \.hosts, countMax: 256, .hostName),
      .list("trusted_proxies", \.trustedProxies, countMax: 256, .networkPrefix),
      .value("workers", \.workers, .integer(in: 0...256)),
      .value("drain_timeout", \.drainTimeout, .duration(in: .zero ... .seconds(600))),
      .value("embedded", \.embedded, .bool),
      .section("http", \.http),
    ]
  }
}
