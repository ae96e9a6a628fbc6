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

/// Turns a ticket and what the store says of it into the document that the visitor gets.
struct TicketAnswer {
  let worker: Worker
  let room: RoomView
  let ticket: Ticket
  /// The whole token, as the visitor is to keep it.
  let token: ByteView

  /// A ticket whose turn has not come.
  ///
  /// - Parameters:
  ///   - ahead: how many have smaller keys and no turn yet; nil where nobody knows (a room that recovers or is not open).
  ///   - owedAhead: a turn is due by right, next in line within the rate, after so many others; nil: it isn't.
  func waiting(state: StaticString, ahead: Int?, owedAhead: Int? = nil, at readAt: WallInstant) -> TicketStatus {
    let estimate = ahead.flatMap { wait(ahead: $0, owedAhead: owedAhead) }
    let poll = PollInterval.milliseconds(
      estimatedWaitSeconds: estimate?.p50, settings: room.settings, using: &worker.jitter)
    return status(
      state: state, position: ahead.map { $0 + 1 }, ahead: ahead, estimate: estimate,
      pollAfterMilliseconds: poll, expiresAt: ticketEnd, at: readAt)
  }

  /// A ticket whose turn has come: to be claimed until `until`, or claimed and good until then.
  func admitted(until: WallInstant, at readAt: WallInstant) -> TicketStatus {
    status(
      state: "admitted", position: nil, ahead: nil, estimate: nil,
      pollAfterMilliseconds: PollInterval.admittedMilliseconds, expiresAt: until, at: readAt)
  }

  private func status(
    state: StaticString, position: Int?, ahead: Int?, estimate: TicketStatus.Estimate?, pollAfterMilliseconds: Int,
    expiresAt: WallInstant, at readAt: WallInstant
  ) -> TicketStatus {
    TicketStatus(
      room: room.id, state: state, epoch: room.epoch, ticket: token, ticketID: ticket.id,
      orderKey: OrderKey(epoch: ticket.epoch, score: ticket.score).text, position: position, ahead: ahead,
      queueLength: room.figures.map { max($0.waiting, position ?? 0) }, estimate: estimate,
      pollAfterMilliseconds: pollAfterMilliseconds,
      admitRateMicro: room.admitRateMicro(at: worker.now), paused: room.settings.isPaused,
      message: room.message(at: worker.now),
      opensAt: room.settings.opensAt, expiresAt: expiresAt, stock: room.stock, updatedAt: readAt)
  }

  private var ticketEnd: WallInstant { ticket.issuedAt + room.settings.ticketLifetimeMicroseconds }

  private func wait(ahead: Int, owedAhead: Int?) -> TicketStatus.Estimate? {
    var basis = WaitEstimate.Basis(
      pace: room.pace, maxActive: room.settings.maxActive, isPaused: room.settings.isPaused, measured: room.measured,
      owed: room.figures?.owed ?? 0)
    if let owedAhead {
      // Nobody comes between those who are owed a turn.
      basis.owed = owedAhead
      basis.measured?.owedShare = 0
    }
    return WaitEstimate.of(ahead: ahead, at: worker.now, basis).map {
      TicketStatus.Estimate(p50: $0.p50Seconds, p90: $0.p90Seconds)
    }
  }
}
