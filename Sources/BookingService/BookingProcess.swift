internal import Booking
internal import BookingStore
public import Configuration
internal import Crypto
public import EventLoop
internal import HTTP
internal import Payments
internal import Primitives
public import Telemetry
internal import Tokens

/// The booking core: one loop, a private socket.
public final class BookingProcess {
  private let configuration: UsherConfiguration
  private let loop: Loop
  private let log: StructuredLog
  private let store: BookingStore
  private let service: BookingService
  private let server: HTTPServer
  private var isStopping = false

  /// Runs the core on the calling thread until SIGINT or SIGTERM. Returns the process's exit code: 0 after an ordered stop,
  /// 3 when it could not listen or read what it needs.
  public static func run(configuration: UsherConfiguration) -> Int32 {
    let level = LogLevel(rawValue: configuration.telemetry.logLevel.rawValue) ?? .info
    let log = StructuredLog(
      process: "booking", level: level, linesPerSecondMax: configuration.telemetry.logLinesPerSecondMax)
    do {
      let loop = try Loop()
      let process = try BookingProcess(configuration: configuration, loop: loop, log: log)
      try process.start()
      let watches = try [Int32(2), 15].map { try loop.addSignal($0) { process.stop { loop.stop() } } }
      loop.run()
      for watch in watches { watch.cancel() }
      loop.close()
      return 0
    } catch {
      log.log(.error, "booking_cannot_start", at: SystemClock().now()) { $0.field("reason", "\(error)") }
      return 3
    }
  }

  /// Reads the secrets that the configuration names, and begins to connect.
  public init(configuration: UsherConfiguration, loop: Loop, log: StructuredLog) throws {
    self.configuration = configuration
    self.loop = loop
    self.log = log
    let keys = try SecretFile.read(configuration.tokens.keysFile).withUnsafeBytes { bytes throws(KeyRingFault) in
      try KeyRing(parsing: ByteView(bytes))
    }
    let secret = try SecretFile.read(configuration.payments.webhookSecretFile)
    let password = try configuration.postgres.passwordFile.map {
      String(decoding: try SecretFile.read($0), as: UTF8.self)
    }
    store = BookingStore(loop: loop, options: try BookingStoreOptions(configuration, password: password))
    let provider = TestPaymentProvider(loop: loop, books: store)
    let context = BookingContext(
      loop: loop, options: BookingServiceOptions(configuration), store: store, provider: provider, keys: keys, log: log)
    let age = Int(configuration.payments.webhookAgeMax / .seconds(1))
    service = BookingService(
      context: context, webhooks: WebhookSignature(secret: secret, ageSecondsMax: age),
      assertions: try BookingProcess.assertions(configuration))
    server = HTTPServer(loop: loop, limits: HTTPServerLimits(), handler: service)
  }

  /// What signs for the demo shop's sign-in, if there is one.
  private static func assertions(_ configuration: UsherConfiguration) throws -> AssertionMinter? {
    guard let id = configuration.booking.signInKey else { return nil }
    guard let key = configuration.assertionKeys.first(where: { $0.id == id }), let file = key.secretFile else {
      throw StartFault("booking.sign_in_key: \(id) is no HS256 key of assertion_keys")
    }
    let secret = try SecretFile.read(file).withUnsafeBytes { SharedSecret(ByteView($0)) }
    guard let secret else { throw StartFault("\(file) holds no HS256 secret") }
    return AssertionMinter(
      key: AssertionKey(id: id, material: .sharedSecret(secret), issuer: key.issuer),
      audience: configuration.tokens.issuer)
  }

  /// Listens, sweeps and reconciles from now on.
  public func start() throws {
    guard let endpoint = Endpoint("\(configuration.booking.listen)") else {
      throw StartFault("booking.listen: \(configuration.booking.listen) is no address to listen on")
    }
    try server.listen(on: endpoint)
    service.start()
    log.log(.info, "booking_started", at: loop.wallNow) { [configuration] json in
      json.field("listen", "\(configuration.booking.listen)")
    }
  }

  /// Ends in order: requests under way are answered, then connections to the database are closed and `then` is called.
  public func stop(_ then: @escaping () -> Void) {
    guard !isStopping else { return }
    isStopping = true
    log.log(.info, "booking_stopping", at: loop.wallNow)
    service.stop()
    server.drain(deadline: configuration.server.drainTimeout) { [store] in
      store.close()
      then()
    }
  }
}
