import Booking
import Configuration
import EventLoop
import Glibc
import Primitives

/// One run of `usher up`: starts everything in order, keeps it running, stops it in order. Lives on one loop.
final class UpSession {
  private enum Phase {
    case starting
    case ready
    case stopping
  }

  /// Twice what an empty folder may take by the contract, for machines that do other things as well.
  private static let readyWithin = Duration.seconds(120)
  /// A child that ended this often before everything was ready will not get well by another start.
  private static let failedStartsMax = 8

  private let plan: UpPlan
  private let options: UpOptions
  private let terminal: Terminal
  private let loop: Loop
  private let processes = ProcessGroup()
  private var phase = Phase.starting
  private var exitCode = ExitCode.done
  private var timer: LoopTimer?
  private let begun: MonotonicInstant

  init(_ plan: UpPlan, options: UpOptions, loop: Loop, terminal: Terminal) {
    self.plan = plan
    self.options = options
    self.loop = loop
    self.terminal = terminal
    begun = loop.now
  }

  /// Runs until a signal has ended everything, or a start has failed and all of it is stopped again.
  func run() throws(CommandFault) -> ExitCode {
    do {
      for number in [SIGINT, SIGTERM, SIGHUP] {
        try loop.addSignal(number) { [self] in interrupted() }
      }
    } catch {
      throw .fault("can't watch for signals: \(error)")
    }
    loop.addTimer(after: .zero) { [self] in attempt { () throws(CommandFault) in try startServers() } }
    loop.addTimer(after: .seconds(60), repeat: .seconds(60)) { [self] in
      for process in processes.all { process.log.trim() }
    }
    loop.run()
    return exitCode
  }

  private func startServers() throws(CommandFault) {
    try plan.redis.prepare()
    let postgresLog = try LogFile(plan.data.log("postgres"))
    if plan.postgres.isNew {
      note("making the database cluster")
      try plan.postgres.initialize(log: postgresLog.descriptor)
    }
    try plan.postgres.prepare()
    try plan.write()
    note("starting Redis and PostgreSQL")
    processes.start([
      try supervised("redis", plan.redis.command),
      SupervisedProcess(
        loop: loop, name: "postgres", command: plan.postgres.command, folder: "/", stopSignal: SIGINT, log: postgresLog,
        note: note),
    ])
    poll(every: .milliseconds(20)) { [self] in
      guard plan.postgres.isReady else { return false }
      attempt { () throws(CommandFault) in try prepareDatabase() }
      return true
    }
  }

  private func prepareDatabase() throws(CommandFault) {
    try DatabasePreparation(
      postgres: plan.postgres, rooms: plan.configuration.rooms, events: options.demo ? DemoSale.events : [], note: note
    ).run()
    try startProcesses()
  }

  private func startProcesses() throws(CommandFault) {
    note("starting booking, admitter and gateway")
    let own = try ServerProgram.usher()
    func child(_ name: String) throws(CommandFault) -> SupervisedProcess {
      try supervised(name, [own, name, "--config", plan.data.configuration])
    }
    processes.start([try child("booking"), try child("admitter")])
    processes.start([try child("gateway")])
    let health = try HealthWatch(
      loop: loop,
      targets: [
        ("booking", plan.configuration.booking.listen), ("admitter", plan.configuration.admitter.listen),
        ("gateway", plan.configuration.admin.listen),
      ])
    poll(every: .milliseconds(50), waitingFor: { health.missing.joined(separator: ", ") }) { [self] in
      health.ask()
      guard health.missing.isEmpty else { return false }
      becomeReady()
      return true
    }
  }

  private func becomeReady() {
    phase = .ready
    terminal.say("usher: ready \(plan.endpoints.http) admin \(plan.endpoints.admin)")
  }

  /// Asks again and again until it is done; gives the start up when that takes too long or children keep ending.
  private func poll(
    every interval: Duration, waitingFor: @escaping () -> String = { "PostgreSQL" }, _ isDone: @escaping () -> Bool
  ) {
    timer = loop.addTimer(after: .zero, repeat: interval) { [self] in
      guard phase == .starting else { return cancelTimer() }
      let current = timer
      if isDone() {
        current?.cancel()
        return
      }
      if let failing = processes.all.first(where: { $0.starts > UpSession.failedStartsMax }) {
        fail(.fault("\(failing.name) ends again and again; its log says:\n\(failing.log.tail())"))
      } else if loop.now - begun > UpSession.readyWithin {
        fail(.unreachable("not ready within \(UpSession.readyWithin): no answer from \(waitingFor())"))
      }
    }
  }

  private func cancelTimer() {
    timer?.cancel()
    timer = nil
  }

  private func attempt(_ body: () throws(CommandFault) -> Void) {
    do throws(CommandFault) {
      try body()
    } catch {
      fail(error)
    }
  }

  private func fail(_ fault: CommandFault) {
    guard phase == .starting else { return }
    terminal.note("usher: \(fault.message)")
    exitCode = fault.exitCode
    stop()
  }

  private func interrupted() {
    if phase == .stopping {
      processes.kill()
    } else {
      stop()
    }
  }

  private func stop() {
    phase = .stopping
    cancelTimer()
    note("stopping")
    processes.stop { [loop] in loop.stop() }
  }

  private func supervised(_ name: String, _ command: [String]) throws(CommandFault) -> SupervisedProcess {
    SupervisedProcess(
      loop: loop, name: name, command: ["setpriv", "--pdeathsig", "KILL", "--"] + command,
      log: try LogFile(plan.data.log(name)), note: note)
  }

  private func note(_ line: String) { terminal.note("usher: \(line)") }
}
