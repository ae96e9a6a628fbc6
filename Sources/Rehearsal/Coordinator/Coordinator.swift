import EventLoop
import Glibc
import Primitives

/// Conducts a run: asks the room, starts the crowd's processes, lets them come together, shows progress, and judges what they
/// hand in. Owner: one loop.
final class Coordinator {
  private let loop: Loop
  private let options: LoadOptions
  private let address: SaleAddress
  private let seed: UInt64
  private let processesCount: Int
  private let watch: RoomWatch
  private let ledger = RunLedger()
  private let line = ProgressLine()
  private var processes: [CrowdProcess] = []
  private var startedAt: MonotonicInstant?
  private var endedAt: MonotonicInstant?
  private var ticker: LoopTimer?
  private var cutShort: String?
  private var fault: LoadFault?

  /// How long a process may take to end after it was asked to, beyond what visitors may take to leave and be audited.
  private static let endingLimit = Duration.seconds(120)

  private init(loop: Loop, options: LoadOptions, address: SaleAddress) {
    self.loop = loop
    self.options = options
    self.address = address
    seed = options.seed ?? SystemClock().monotonic().nanoseconds ^ UInt64(bitPattern: SystemClock().now().microseconds)
    processesCount =
      options.processes
      ?? CrowdSize.processes(
        users: options.users, descriptors: DescriptorLimit.current, cores: sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    watch = RoomWatch(loop: loop, address: address, room: options.roomName)
  }

  /// Runs to the end; the report, or why there is none.
  static func run(_ options: LoadOptions, at address: SaleAddress) throws(LoadFault) -> LoadReport {
    DescriptorLimit.raise()
    let loop = try reach { () throws(LoopError) in try Loop() }
    defer { loop.close() }
    let coordinator = Coordinator(loop: loop, options: options, address: address)
    try reach { () throws(LoopError) in try coordinator.begin() }
    loop.run()
    return try coordinator.end().get()
  }

  /// What the operating system refuses is something that couldn't be reached.
  private static func reach<Value>(_ body: () throws(LoopError) -> Value) throws(LoadFault) -> Value {
    do throws(LoopError) {
      return try body()
    } catch {
      throw .unreachable("\(error)")
    }
  }

  private func begin() throws(LoopError) {
    for number in [SIGINT, SIGTERM] {
      try loop.addSignal(number) { [unowned self] in stop("it was interrupted") }
    }
    watch.ask { [unowned self] why in
      if let why {
        return fail(.unreachable("room \(options.roomName) at \(address.url): \(why)"))
      }
      spawn()
    }
  }

  private func spawn() {
    for number in 0..<processesCount {
      do throws(LoopError) {
        processes.append(
          try CrowdProcess(loop: loop, plan: plan(number), ledger: ledger) { [unowned self] in heard($0) })
      } catch {
        return fail(.unreachable("a process of the crowd can't be started: \(error)"))
      }
    }
  }

  private func plan(_ process: Int) -> CrowdPlan {
    CrowdPlan(
      endpoint: address.endpoint.description, host: address.host, room: options.roomName, event: options.event,
      users: options.users, robotsPerMillion: options.robotsPerMillion, process: process, processes: processesCount,
      spike: options.spike, manners: options.manners, seed: seed)
  }

  private func heard(_ event: CrowdProcess.Event) {
    switch event {
    case .ready: if startedAt == nil, processes.count == processesCount, processes.allSatisfy(\.isReady) { start() }
    case .progress: break
    case .ended:
      if startedAt == nil {
        return fail(
          .unreachable("the crowd could not get ready: \(processes.compactMap(\.failure).first ?? "it ended")"))
      }
      if processes.allSatisfy(\.hasEnded) {
        endedAt = loop.now
        loop.stop()
      }
    }
  }

  private func start() {
    startedAt = loop.now
    for process in processes { process.say("start") }
    watch.start(loop: loop)
    ticker = loop.addTimer(after: .seconds(1), repeat: .seconds(1)) { [unowned self] in showProgress() }
    loop.addTimer(after: timeLimit) { [weak self] in self?.stop("the time limit was reached") }
  }

  /// What was asked for, or what the rate needs to let everybody in, a quarter more, and time to buy.
  private var timeLimit: Duration {
    if let limit = options.timeLimit { return limit }
    let rate = Double(watch.rateMicro) / 1e6
    let waiting = rate > 0 ? Double(options.users) / rate * 1.25 : 600
    return options.spike + .milliseconds(Int(waiting * 1_000)) + options.manners.think * 6 + .seconds(60)
  }

  /// Asks everybody to leave.
  private func stop(_ why: String) {
    guard endedAt == nil else { return }
    guard startedAt != nil else { return fail(.unreachable(why)) }
    guard cutShort == nil else { return }
    cutShort = why
    line.note("usher load: \(why); everybody is asked to leave")
    for process in processes { process.say("stop") }
    loop.addTimer(after: Coordinator.endingLimit) { [weak self] in
      for process in self?.processes ?? [] where !process.hasEnded { process.kill() }
    }
  }

  private func fail(_ fault: LoadFault) {
    if self.fault == nil { self.fault = fault }
    loop.stop()
  }

  private func showProgress() {
    guard let startedAt else { return }
    let progress = processes.reduce(CrowdProgress()) { $0 + $1.progress }
    line.show(
      progress, users: options.users, ranFor: loop.now - startedAt, queueLength: watch.samples.last?.queueLength,
      rate: Double(watch.rateMicro) / 1e6)
  }

  private func end() -> Result<LoadReport, LoadFault> {
    ticker?.cancel()
    watch.close()
    line.end()
    for process in processes {
      process.closePipes()
      if !process.hasEnded { process.kill() }
    }
    if let fault { return .failure(fault) }
    return .success(report())
  }

  private func report() -> LoadReport {
    let judgement = Judgement(
      ledger, rateMicroMax: watch.rateMicroMax, epochs: watch.epochs, burst: options.burst)
    var broken = ledger.broken
    broken.add(judgement.broken)
    let ranFor = startedAt.flatMap { start in endedAt.map { $0 - start } } ?? .zero
    return LoadReport(
      url: address.url, event: options.event, room: options.roomName, users: options.users,
      robotsPerMillion: options.robotsPerMillion, spike: options.spike, seed: seed, processes: processesCount,
      ranFor: ranFor, cutShort: cutShort, processFailures: processes.compactMap(\.failure), rateMicro: watch.rateMicro,
      roomAdmittedPerSecond: watch.admittedPerSecond, admission: judgement.admission, ledger: ledger, broken: broken)
  }
}
