import EventLoop
import HTTP
import HTTPWire
import Primitives

/// The floor under polling: a ticket may ask so often on average (four times a second) and so often at once
/// (twenty times). Above it everything
/// is answered; below, 429.
///
/// A virtual-scheduling leaky bucket (ITU-T I.371's GCRA) a ticket, for the tickets seen last; in the worker's memory, so a
/// client that spreads its polls over the workers gets the floor of each. Owned by one worker loop.
final class PollFloor {
  /// How many tickets are remembered; who is forgotten has a full burst again.
  static let ticketsMax = 65_536

  private let intervalNanoseconds: UInt64
  private let burst: UInt64
  private var dueAt: LeastRecentlyUsed<RandomID, UInt64>

  init(interval: Duration, burst: Int, ticketsMax: Int = PollFloor.ticketsMax) {
    intervalNanoseconds = UInt64(max(1, interval / .nanoseconds(1)))
    self.burst = UInt64(max(1, burst))
    dueAt = LeastRecentlyUsed(capacity: ticketsMax)
  }

  /// Whether a poll of `ticket` is allowed now; an allowed one is counted.
  func allows(_ ticket: RandomID, now: MonotonicInstant) -> Bool {
    let due = max(dueAt.value(ticket) ?? 0, now.nanoseconds)
    guard due - now.nanoseconds <= (burst - 1) * intervalNanoseconds else { return false }
    _ = dueAt.insert(due + intervalNanoseconds, for: ticket)
    return true
  }
}
