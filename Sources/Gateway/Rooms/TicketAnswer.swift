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
  ///   - isOwed: a turn is due by right: next in line, within the rate.
  func waiting(state: StaticString, ahead: Int?, isOwed: Bool = false, at readAt: WallInstant) -> TicketStatus {
    let estimate = ahead.flatMap { wait(ahead: $0) }
    let poll = PollInterval.milliseconds(
      estimatedWaitSeconds: estimate?.p50, settings: room.settings, using: &worker.jitter)
    return status(
      state: state, position: ahead.map { isOwed ? 1 : $0 + 1 }, ahead: ahead, estimate: estimate,
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
      message: room.settings.message,
      opensAt: room.settings.opensAt, expiresAt: expiresAt, stock: room.stock, updatedAt: readAt)
  }

  private var ticketEnd: WallInstant { ticket.issuedAt + room.settings.ticketLifetimeMicroseconds }

  private func wait(ahead: Int) -> TicketStatus.Estimate? {
    WaitEstimate.of(
      ahead: ahead, admitRateMicro: room.settings.admitRateMicro, isPaused: room.settings.isPaused,
      measuredPerSecond: room.figures?.admittedPerSecond
    ).map { TicketStatus.Estimate(p50: $0.p50Seconds, p90: $0.p90Seconds) }
  }
}
