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

/// `GET …/stream`: what `tickets/self` says, as server-sent events (WHATWG HTML §9.2), sent when it changes.
///
/// Each event without a name carries the ticket's document; one named `end` carries the problem document of a ticket of
/// which nothing comes any more, and the stream ends with it.
struct StreamCall: RoomCall {
  let worker: Worker
  let exchange: Exchange
  let room: RoomView
  let hub: StreamHub

  /// What a client that reads slowly may make the kernel keep for it; more than any event.
  private static let kernelBufferBytes = 32_768

  func start() {
    do throws(Problem) {
      let (ticket, token, source) = try presentedTicket()
      guard worker.pollFloor.allows(ticket.id, now: worker.loop.now), hub.hasRoom(for: ticket.id) else {
        worker.metrics.count(.pollFloor)
        throw Problem(
          .rateLimited, detail: "this ticket has streams enough; poll tickets/self instead", retryAfterSeconds: 1)
      }
      guard !hub.isFull else {
        throw Problem(
          .overloaded, detail: "no more streams fit here; poll tickets/self instead", retryAfterSeconds: 5)
      }
      open(ticket, token, isCookie: source == .cookie)
    } catch {
      exchange.refuse(error)
    }
  }

  private func open(_ ticket: Ticket, _ token: ByteView, isCookie: Bool) {
    exchange.startResponse(status: 200, length: .unknown) { headers in
      headers.field("Content-Type", "text/event-stream" as StaticString)
      headers.field("Cache-Control", "no-store" as StaticString)
      // nginx would gather events before it passes them on.
      headers.field("X-Accel-Buffering", "no" as StaticString)
      if isCookie { headers.field(ticketCookie(token)) }
    }
    guard exchange.head.method == .get else { return exchange.finish() }
    exchange.boundKernelBuffer(bytes: StreamCall.kernelBufferBytes)
    hub.add(PlaceStream(exchange: exchange, room: room.id, ticket: ticket, token: token.array))
  }
}
