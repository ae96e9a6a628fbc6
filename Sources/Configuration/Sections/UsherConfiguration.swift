/// Everything an operator sets, typed and within bounds. A value of this type that has no ``faults`` is safe to run
/// with.
///
/// `init()` gives the defaults, which `config/usher.yaml` documents. Paths are as written until ``resolved(in:)``.
public struct UsherConfiguration: ConfigurationSection {
  /// Where `usher` keeps what it makes itself: databases, sockets, secrets.
  public var dataFolder = ".usher"
  public var server = ServerConfiguration()
  public var admin = AdminConfiguration()
  public var tokens = TokensConfiguration()
  public var redis = RedisConfiguration()
  public var postgres = PostgresConfiguration()
  public var gateway = GatewayConfiguration()
  public var admitter = AdmitterConfiguration()
  public var booking = BookingConfiguration()
  public var payments = PaymentsConfiguration()
  public var telemetry = TelemetryConfiguration()
  public var crossOrigin = CrossOriginConfiguration()
  public var assertionKeys: [AssertionKeyConfiguration] = []
  public var rooms: [RoomConfiguration] = []
  public var origins: [OriginConfiguration] = OriginConfiguration.usherOwn
  /// The first that fits a request takes it.
  public var routes: [RouteConfiguration] = RouteConfiguration.usherOwn
  public var limits: [LimitConfiguration] = LimitConfiguration.usherOwn

  public init() {}

  static var fields: [Field<UsherConfiguration>] {
    [
      .value("data", \.dataFolder, .path),
      .section("server", \.server),
      .section("admin", \.admin),
      .section("tokens", \.tokens),
      .section("redis", \.redis),
      .section("postgres", \.postgres),
      .section("gateway", \.gateway),
      .section("admitter", \.admitter),
      .section("booking", \.booking),
      .section("payments", \.payments),
      .section("telemetry", \.telemetry),
      .section("cross_origin", \.crossOrigin),
      .named("assertion_keys", \.assertionKeys, countMax: 16),
      .named("rooms", \.rooms, countMax: 1_000),
      .named("origins", \.origins, countMax: 64),
      .sections("routes", \.routes, countMax: 256),
      .named("limits", \.limits, countMax: 64),
    ]
  }

  public func room(_ id: String) -> RoomConfiguration? { rooms.first { $0.id == id } }
  public func origin(_ id: String) -> OriginConfiguration? { origins.first { $0.id == id } }

  /// The same configuration with every relative path, also of unix sockets, made to begin in `folder`.
  public func resolved(in folder: String) -> UsherConfiguration {
    var copy = self
    copy.resolvePaths(folder)
    return copy
  }
}
