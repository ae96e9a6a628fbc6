import EventLoop
import HTTP
import HTTPWire
import Primitives
import RoomStore
import Tokens
import WaitingRoom

/// Events: what is sent, and when.
extension StreamHub {
  /// Sends an event if there is something to tell and the client has taken what was sent before; the next look tells the
  /// newest then, so that nothing ever piles up.
  func tell(_ stream: PlaceStream, _ room: RoomView, _ now: UInt64) {
    guard stream.exchange.unsentBytes == 0 else { return }
    guard let known = stream.known else { return keepAlive(stream, now) }
    stream.token.withUnsafeBytes { token in
      let answer = TicketAnswer(worker: worker, room: room, ticket: stream.ticket, token: ByteView(token))
      switch answer.document(known.reply(by: room.figures)) {
      case .document(_, let document): tell(stream, document, now)
      case .problem(let problem): end(stream, problem)
      }
    }
  }

  private func tell(_ stream: PlaceStream, _ document: TicketStatus, _ now: UInt64) {
    let face = document.face
    let numbers = document.numbers
    let interval = UInt64(StreamPace.pushMilliseconds(estimatedWaitSeconds: document.estimate?.p50))
    let isNews = face != stream.face || (numbers != stream.numbers && now - stream.toldAt >= interval)
    guard isNews else { return keepAlive(stream, now) }
    stream.face = face
    stream.numbers = numbers
    stream.toldAt = now
    let text = worker.scratch
    text.clear()
    text.append("data: " as StaticString)
    document.write(to: text)
    text.append("\n\n" as StaticString)
    send(stream, text, now)
    worker.metrics.count(.streamEvents)
  }

  /// The last event. Who comes back by himself gets the same again, so he is asked to take his time.
  private func end(_ stream: PlaceStream, _ problem: Problem) {
    let text = worker.scratch
    text.clear()
    text.append("retry: 60000\nevent: end\ndata: " as StaticString)
    problem.append(requestID: stream.exchange.requestID, to: text)
    text.append("\n\n" as StaticString)
    send(stream, text, worker.loop.nowMilliseconds)
    finish(stream)
  }

  private func keepAlive(_ stream: PlaceStream, _ now: UInt64) {
    guard now - stream.sentAt >= StreamHub.silenceMillisecondsMax else { return }
    let text = worker.scratch
    text.clear()
    text.append(":\n\n" as StaticString)
    send(stream, text, now)
  }

  private func send(_ stream: PlaceStream, _ text: ByteBuffer, _ now: UInt64) {
    stream.sentAt = now
    stream.exchange.write(text.readable)
  }
}

extension TicketStatus {
  /// A fingerprint of what a visitor wants to hear of at once.
  fileprivate var face: Int {
    var hasher = Hasher()
    hasher.combine(state.utf8Start)
    hasher.combine(epoch)
    hasher.combine(paused)
    hasher.combine(message)
    hasher.combine(admitRateMicro)
    hasher.combine(expiresAt)
    hasher.combine(opensAt)
    hasher.combine(stock.map { $0.free == 0 })
    return hasher.finalize()
  }

  /// A fingerprint of what moves all the time.
  fileprivate var numbers: Int {
    var hasher = Hasher()
    hasher.combine(position)
    hasher.combine(queueLength)
    hasher.combine(estimate?.p50)
    hasher.combine(estimate?.p90)
    hasher.combine(stock?.free)
    hasher.combine(stock?.held)
    return hasher.finalize()
  }
}
