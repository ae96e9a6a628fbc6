public import Configuration
internal import EventLoop
internal import Glibc
internal import HTTP
internal import Primitives
internal import RoomLedger
internal import RoomStore
internal import Telemetry

/// The process `usher admitter`. Any number of them may run, and any of them may die at any moment.
public enum AdmitterProcess {
  /// How long requests for its health may take to end.
  private static let drainDeadline: Duration = .seconds(2)

  /// Lets people in until SIGINT or SIGTERM. Returns the exit code: 0 done, 1 wrong configuration, 3 no socket to listen on.
  public static func run(configuration: UsherConfiguration) -> Int32 {
    let level = LogLevel(rawValue: configuration.telemetry.logLevel.rawValue) ?? .info
    let log = StructuredLog(
      process: "admitter", level: level, linesPerSecondMax: configuration.telemetry.logLinesPerSecondMax)
    do throws(AdmitterFault) {
      let options = try AdmitterOptions(configuration)
      try serve(options, log)
      return 0
    } catch {
      log.log(.error, "admitter_cannot_start", at: SystemClock().now()) { $0.field("reason", error.message) }
      return error.exitCode
    }
  }

  private static func serve(_ options: AdmitterOptions, _ log: StructuredLog) throws(AdmitterFault) {
    let registry = MetricsRegistry()
    do throws(LoopError) {
      let loop = try Loop()
      defer { loop.close() }
      let ledger = RoomLedger(loop: loop, options: options.ledger)
      let store = RoomStore(loop: loop, options: options.store)
      let service = AdmissionService(
        loop: loop, ledger: ledger, store: store, options: options.admission, log: log, registry: registry)
      let server = HTTPServer(loop: loop, handler: StatusHandler(service: service, registry: registry))
      defer {
        service.close()
        store.close()
        ledger.close()
        server.close()
      }
      let endpoint = try server.listen(on: options.listen)
      for number in [SIGINT, SIGTERM] {
        try loop.addSignal(number) { [unowned server] in
          log.log(.info, "admitter_stops", at: loop.wallNow)
          service.close()
          server.drain(deadline: drainDeadline) { loop.stop() }
        }
      }
      service.start()
      log.log(.info, "admitter_started", at: loop.wallNow) { $0.field("listen", endpoint.description) }
      loop.run()
    } catch {
      throw AdmitterFault(exitCode: 3, message: "\(error)")
    }
  }
}

/// Why the process can't start.
struct AdmitterFault: Error {
  let exitCode: Int32
  let message: String
}
