/// The booking core.
public struct BookingConfiguration: ConfigurationSection {
  public var listen = ServerAddress.unix(path: "run/booking.sock")
  /// How long won seats are held.
  public var holdLifetime = Duration.seconds(600)
  /// How long paying may take: `pay` first extends the hold by this.
  public var paymentTimeout = Duration.seconds(120)
  /// No hold lives longer, however often somebody tries to pay.
  public var holdLifetimeMax = Duration.seconds(1_200)
  /// After so many declined payments the seats are given back.
  public var declinesMax = 3
  /// How often lapsed holds are swept up.
  public var sweepInterval = Duration.seconds(30)
  /// Of one hold; an event may ask for fewer.
  public var seatsPerHoldMax = 8
  /// Held and sold together, of one event; an event may ask for fewer.
  public var seatsPerUserMax = 8
  /// Carts that go to PostgreSQL as one statement, and such statements at once.
  public var cartsPerBatchMax = 256
  public var batchesInFlightMax = 2
  public var cartsWaitingMax = 10_000
  /// A hold is answered when the disk has it.
  public var durableHolds = true
  /// For how long the list of seats may be served from memory.
  public var seatsCacheLifetime = Duration.seconds(2)
  public var idempotencyLifetime = Duration.seconds(86_400)
  /// The assertion key that the demo shop's sign-in signs with; nil: it has none. It believes every name that is typed.
  public var signInKey: String?

  public init() {}

  static var fields: [Field<BookingConfiguration>] {
    [
      .value("listen", \.listen, .address(ports: 0...65_535)),
      .value("hold_lifetime", \.holdLifetime, .duration(in: .seconds(1) ... .seconds(86_400))),
      .value("payment_timeout", \.paymentTimeout, .duration(in: .seconds(1) ... .seconds(3_600))),
      .value("hold_lifetime_max", \.holdLifetimeMax, .duration(in: .seconds(2) ... .seconds(172_800))),
      .value("declines_max", \.declinesMax, .integer(in: 1...20)),
      .value("sweep_interval", \.sweepInterval, .duration(in: .milliseconds(100) ... .seconds(3_600))),
      .value("seats_per_hold_max", \.seatsPerHoldMax, .integer(in: 1...100)),
      .value("seats_per_user_max", \.seatsPerUserMax, .integer(in: 1...10_000)),
      .value("carts_per_batch_max", \.cartsPerBatchMax, .integer(in: 1...1_000)),
      .value("batches_in_flight_max", \.batchesInFlightMax, .integer(in: 1...64)),
      .value("carts_waiting_max", \.cartsWaitingMax, .integer(in: 1...1_000_000)),
      .value("durable_holds", \.durableHolds, .bool),
      .value("seats_cache_lifetime", \.seatsCacheLifetime, .duration(in: .zero ... .seconds(60))),
      .value("idempotency_lifetime", \.idempotencyLifetime, .duration(in: .seconds(60) ... .seconds(30 * 86_400))),
      .optional("sign_in_key", \.signInKey, .id),
    ]
  }
}
