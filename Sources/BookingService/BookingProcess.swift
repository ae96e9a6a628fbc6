internal import Booking
internal import BookingStore
public import Configuration
internal import Crypto
internal import EventLoop
internal import HTTP
internal import Payments
internal import Primitives
internal import Telemetry
internal import Tokens

/// The booking core as a process: one loop, a private socket, until SIGINT or SIGTERM.
public final class BookingProcess {
  private let configuration: UsherConfiguration
  private let loop: Loop
  private let log: StructuredLog
  private let store: BookingStore
  private let service: BookingService
  private let server: HTTPServer
  private var signals: [SignalWatch] = []
  private var isStopping = false

  /// Runs the core on the calling thread. Returns the process's exit code: 0 after an ordered stop, 3 when it could not
  /// listen or read what it needs.
  public static func run(configuration: UsherConfiguration) -> Int32 {
    let level = LogLevel(rawValue: configuration.telemetry.logLevel.rawValue) ?? .info
    let log = StructuredLog(
      process: "booking", level: level, linesPerSecondMax: configuration.telemetry.logLinesPerSecondMax)
    do {
      let process = try BookingProcess(configuration, log)
      try process.start()
      process.loop.run()
      process.store.close()
      process.loop.close()
      return 0
    } catch {
      log.log(.error, "booking_cannot_start", at: SystemClock().now()) { $0.field("reason", "\(error)") }
      return 3
    }
  }

  private init(_ configuration: UsherConfiguration, _ log: StructuredLog) throws {
    self.configuration = configuration
    self.log = log
    loop = try Loop()
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
    service = BookingService(context: context, webhooks: WebhookSignature(secret: secret, ageSecondsMax: age))
    server = HTTPServer(loop: loop, limits: HTTPServerLimits(), handler: service)
  }

  private func start() throws {
    guard let endpoint = Endpoint("\(configuration.booking.listen)") else {
      throw StartFault("booking.listen: \(configuration.booking.listen) is no address to listen on")
    }
    try server.listen(on: endpoint)
    service.start()
    for number in [Int32(2), 15] {
      signals.append(try loop.addSignal(number) { [unowned self] in stop() })
    }
    log.log(.info, "booking_started", at: loop.wallNow) { [configuration] json in
      json.field("listen", "\(configuration.booking.listen)")
    }
  }

  private func stop() {
    guard !isStopping else { return }
    isStopping = true
    log.log(.info, "booking_stopping", at: loop.wallNow)
    service.stop()
    server.drain(deadline: configuration.server.drainTimeout) { [loop] in loop.stop() }
  }
}
