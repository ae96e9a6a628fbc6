public import Configuration
import EventLoop
import HTTP
import HTTPWire
import Pages
import Primitives
import RoomLedger
import RoomStore
import Telemetry
import Tokens
import WaitingRoom

/// The gateway as a process: a main loop with the admin listener and the readings, and one loop a worker with the front
/// door. Runs until SIGINT or SIGTERM, then lets running requests end.
public final class GatewayProcess {
  private let configuration: UsherConfiguration
  private let secrets: GatewaySecrets
  private let loop: Loop
  private let log: StructuredLog
  private var workers: [WorkerHandle] = []
  private var control: ControlLoop?
  private var admin: HTTPServer?
  private var signals: [SignalWatch] = []
  private var isStopping = false
  private let failure = StartFailure()
  private let others: ChildMetrics

  /// Runs a gateway on the calling thread. Returns the process's exit code: 0 after an ordered stop, 3 when it could not
  /// listen or read what it needs.
  public static func run(configuration: UsherConfiguration, secrets: GatewaySecrets) -> Int32 {
    let log = StructuredLog(process: "gateway", level: .info)
    do {
      let process = try GatewayProcess(configuration: configuration, secrets: secrets, log: log)
      try process.start()
      process.loop.run()
      process.joinWorkers()
      if let reason = process.failure.reason { throw GatewayFault(reason) }
      return 0
    } catch {
      log.log(.error, "gateway_cannot_start", at: SystemClock().now()) { $0.field("reason", "\(error)") }
      return 3
    }
  }

  private init(configuration: UsherConfiguration, secrets: GatewaySecrets, log: StructuredLog) throws {
    self.configuration = configuration
    self.secrets = secrets
    self.log = log
    loop = try Loop()
    others = ChildMetrics(loop: loop, sockets: try ChildMetrics.sockets(configuration))
    failure.onReport = { [unowned self] in stop() }
  }

  private func start() throws {
    try startWorkers()
    let control = try makeControl()
    self.control = control
    try startAdmin(control)
    control.start()
    for number in [Int32(2), 15] {
      signals.append(try loop.addSignal(number) { [unowned self] in stop() })
    }
    log.log(.info, "gateway_started", at: loop.wallNow) { json in
      json.field("listen", "\(self.configuration.server.listen)")
      json.field("admin", "\(self.configuration.admin.listen)")
      json.field("workers", self.workers.count)
    }
  }

  private func makeControl() throws -> ControlLoop {
    let store = RoomStore(loop: loop, options: try GatewayStores.redis(configuration, secrets))
    let ledger = RoomLedger(loop: loop, options: try GatewayStores.postgres(configuration, secrets))
    let core = try configuration.origin("booking").map { try GatewayStores.endpoint($0.endpoint) }
    let stock = StockReader(loop: loop, core: core)
    return ControlLoop(
      loop: loop, configuration: configuration, store: store, ledger: ledger, stock: stock, log: log,
      publish: { [unowned self] directory in for worker in workers { worker.update(directory) } },
      publishFeed: { [unowned self] feed in for worker in workers { worker.update(feed) } })
  }

  private func startAdmin(_ control: ControlLoop) throws {
    let listener = AdminListener(
      access: AdminGuard(tokens: secrets.adminTokens, hosts: configuration.admin.hosts),
      rooms: RoomAdministration(control: control, commands: control.passCommands),
      readiness: { [unowned control] in control.hasRead && control.ledger.isReady && control.store.isConnected },
      collectMetrics: { [unowned self] reply in collectMetrics(reply) })
    let server = HTTPServer(loop: loop, limits: HTTPServerLimits(), handler: listener)
    _ = try server.listen(on: GatewayStores.endpoint(configuration.admin.listen))
    admin = server
  }

  /// One worker a configured thread; 0 means one a core.
  private func startWorkers() throws {
    let count = configuration.server.workers > 0 ? configuration.server.workers : ProcessLimits.coresCount
    let configured = configuration.server.http.connectionsMax
    let connections = configured > 0 ? configured : ProcessLimits.connectionsMax
    let failure = LoopSlot<StartFailure>()
    failure.fill(self.failure)
    for number in 0..<count {
      let worker = try WorkerHandle.start(
        number: number, configuration: configuration, secrets: secrets, connectionsMax: max(64, connections / count)
      ) { [mailbox = loop.mailbox, failure] reason in
        mailbox.post { failure.value?.report(reason) }
      }
      workers.append(worker)
    }
  }

  /// Gathers every loop's numbers, then those of the room and of the process.
  private func collectMetrics(_ reply: @escaping (ByteView) -> Void) {
    let rooms = control?.directory.rooms ?? []
    MetricsRound(loop: loop, workers: workers).run { [others, loop] workers, missing in
      others.read { children in
        let text = ByteBuffer(capacity: 65_536)
        let parts =
          [workers, RoomMetrics.snapshot(rooms, at: loop.wallNow, workersMissing: missing), ProcessMetrics.snapshot()]
          + children
        PrometheusText.append(MetricsSnapshot.merged(parts), to: text)
        reply(text.readable)
      }
    }
  }

  private func stop() {
    guard !isStopping else { return }
    isStopping = true
    log.log(.info, "gateway_stopping", at: loop.wallNow)
    admin?.close()
    control?.close()
    others.close()
    for worker in workers { worker.drain(deadline: configuration.server.drainTimeout) }
    loop.stop()
  }

  private func joinWorkers() {
    for worker in workers { worker.join() }
  }
}
