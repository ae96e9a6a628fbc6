import Configuration
import EventLoop
import HTTP
import HTTPWire
import Primitives
import RoomLedger
import RoomStore
import Telemetry
import Tokens
import WaitingRoom

/// Asks every worker for its numbers and gives their sum when all have answered, or when the slowest took too long: an
/// operator with a stuck worker needs the others' numbers most. Runs on the main loop.
final class MetricsRound {
  private let loop: Loop
  private let workers: [WorkerHandle]

  /// How long a worker may take to answer.
  static let patience = Duration.seconds(1)

  init(loop: Loop, workers: [WorkerHandle]) {
    self.loop = loop
    self.workers = workers
  }

  func run(_ reply: @escaping (_ workers: MetricsSnapshot, _ missing: Int) -> Void) {
    let round = Round(missing: workers.count, reply: reply)
    let slot = LoopSlot<Round>()
    slot.fill(round)
    let mailbox = loop.mailbox
    for worker in workers {
      let isAsked = worker.measure { snapshot in mailbox.post { slot.value?.take(snapshot) } }
      if !isAsked { round.take(MetricsSnapshot()) }
    }
    round.timer = loop.addTimer(after: MetricsRound.patience) { round.finish() }
    if workers.isEmpty { round.finish() }
  }

  /// One round's answers so far.
  private final class Round {
    var timer: LoopTimer?
    private var missing: Int
    private var snapshots: [MetricsSnapshot] = []
    private var reply: ((MetricsSnapshot, Int) -> Void)?

    init(missing: Int, reply: @escaping (MetricsSnapshot, Int) -> Void) {
      self.missing = missing
      self.reply = reply
    }

    func take(_ snapshot: MetricsSnapshot) {
      snapshots.append(snapshot)
      missing -= 1
      if missing == 0 { finish() }
    }

    func finish() {
      guard let reply else { return }
      self.reply = nil
      timer?.cancel()
      timer = nil
      reply(MetricsSnapshot.merged(snapshots), missing)
    }
  }
}
