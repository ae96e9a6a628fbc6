import EventLoop
import Glibc
import HTTP
import Primitives

/// `usher load --child PLAN`: one process of the crowd. Says `ready` once it knows the seats, comes when it reads `start`, ends
/// when it reads `stop` or all is done, and hands in its ledger as lines. When the other end of its input is closed, so that
/// nobody is left to report to, it ends at once.
final class CrowdCommand {
  private let loop: Loop
  private let plan: CrowdPlan
  private let endpoint: Endpoint
  private let lines = JSONLines { Output.write($0, to: Output.result) }
  private var crowd: Crowd?
  private var catalogue: SeatCatalogue?
  private var commands: LineReader?
  private var progress: LoopTimer?
  private var exitCode: Int32 = 0

  private init(loop: Loop, endpoint: Endpoint, plan: CrowdPlan) {
    self.loop = loop
    self.endpoint = endpoint
    self.plan = plan
  }

  static func run(planText: String) -> Int32 {
    do throws(CrowdPlan.Fault) {
      let plan = try CrowdPlan(json: planText)
      guard let endpoint = Endpoint(plan.endpoint) else { return fail("\(plan.endpoint) is no endpoint", code: 2) }
      DescriptorLimit.raise()
      return try runLoop(endpoint: endpoint, plan: plan)
    } catch {
      return fail("the plan can't be read: \(error)", code: 2)
    }
  }

  private static func runLoop(endpoint: Endpoint, plan: CrowdPlan) throws(CrowdPlan.Fault) -> Int32 {
    do throws(LoopError) {
      let loop = try Loop()
      let command = CrowdCommand(loop: loop, endpoint: endpoint, plan: plan)
      try command.begin()
      loop.run()
      command.end()
      loop.close()
      return command.exitCode
    } catch {
      return fail("\(error)", code: 3)
    }
  }

  private static func fail(_ message: String, code: Int32) -> Int32 {
    Output.write("usher load: \(message)\n", to: Output.notes)
    return code
  }

  private func begin() throws(LoopError) {
    commands = try LineReader(loop: loop, descriptor: 0) { [unowned self] line in
      if line.equals("start") { start() } else if line.equals("stop") { crowd?.close() }
    } onEnd: { [unowned self] in
      exitCode = 3
      loop.stop()
    }
    CatalogueReader.read(loop: loop, endpoint: endpoint, host: plan.host, event: plan.event) { [unowned self] result in
      switch result {
      case .failure(let fault):
        exitCode = CrowdCommand.fail("the seats of \(plan.event) can't be read: \(fault.why)", code: 3)
        loop.stop()
      case .success(let catalogue):
        self.catalogue = catalogue
        lines.line { $0.field("type", "ready" as StaticString) }
      }
    }
  }

  private func start() {
    guard let catalogue, crowd == nil else { return }
    let crowd = Crowd(loop: loop, endpoint: endpoint, plan: plan, catalogue: catalogue) { [unowned self] in report() }
    self.crowd = crowd
    progress = loop.addTimer(after: .milliseconds(500), repeat: .milliseconds(500)) { [unowned self] in
      lines.line { CrowdProgress(crowd).write(to: &$0) }
    }
    crowd.start()
  }

  private func report() {
    guard let crowd else { return }
    lines.line { CrowdProgress(crowd).write(to: &$0) }
    LedgerLines.write(crowd.ledger) { Output.write($0, to: Output.result) }
    lines.line { $0.field("type", "done" as StaticString) }
    loop.stop()
  }

  private func end() {
    progress?.cancel()
    crowd?.shutDown()
    commands?.close()
  }
}
