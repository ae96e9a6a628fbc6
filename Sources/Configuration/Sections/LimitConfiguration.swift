/// How often somebody may do something, counted in Redis for all gateways together.
public struct LimitConfiguration: NamedSection {
  public enum Key: String, Sendable, CaseIterable { case user, pass, network, room }

  public var id = ""
  /// What is counted by.
  public var key = Key.network
  /// `count` requests in each `period` on average, and `burst` at once.
  public var count = 60
  public var period = Duration.seconds(60)
  /// Nil: `count`.
  public var burst: Int?
  /// Which requests count; empty: all.
  public var requests: [RequestPattern] = []

  public init() {}

  public init(id: String, key: Key, count: Int, period: Duration, burst: Int? = nil, requests: [RequestPattern]) {
    self.id = id
    self.key = key
    self.count = count
    self.period = period
    self.burst = burst
    self.requests = requests
  }

  public var effectiveBurst: Int { burst ?? count }

  static var fields: [Field<LimitConfiguration>] {
    [
      Field.value("key", \.key, .choice).required,
      Field.value("count", \.count, .integer(in: 1...1_000_000)).required,
      Field.value("period", \.period, .duration(in: .milliseconds(100) ... .seconds(86_400))).required,
      .optional("burst", \.burst, .integer(in: 1...1_000_000)),
      .list("requests", \.requests, countMax: 64, .requestPattern),
    ]
  }
}

extension LimitConfiguration {
  /// Fit for persons, also several behind one address.
  static var usherOwn: [LimitConfiguration] {
    [
      LimitConfiguration(
        id: "joins-per-network", key: .network, count: 60, period: .seconds(60), burst: 30,
        requests: [RequestPattern("POST /waiting-room/{room}/tickets")!]),
      LimitConfiguration(
        id: "holds-per-pass", key: .pass, count: 30, period: .seconds(60), burst: 10,
        requests: [RequestPattern("POST /bookings/hold")!]),
      LimitConfiguration(
        id: "holds-per-user", key: .user, count: 60, period: .seconds(60), burst: 20,
        requests: [RequestPattern("POST /bookings/hold")!]),
      LimitConfiguration(
        id: "payments-per-network", key: .network, count: 60, period: .seconds(60), burst: 20,
        requests: [RequestPattern("POST /bookings/{hold}/pay")!]),
    ]
  }
}
