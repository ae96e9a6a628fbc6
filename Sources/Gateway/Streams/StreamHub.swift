import Configuration
import EventLoop
import HTTP
import HTTPWire
import Primitives
import RoomStore
import Telemetry
import Tokens
import WaitingRoom

/// The open event streams of one worker. Every tick looks at a part of them, so that each is looked at about once a second,
/// and no tick takes long.
///
/// A stream's place follows from the room's figures, which are read once a second whoever many ask (`KnownPlace`). Only
/// what they can't tell is read from Redis, many tickets in one call: a new stream, a turn that has come, presence that is
/// to be renewed, a line that was put together again. Owned by one worker loop.
final class StreamHub {
  let worker: Worker
  var streams: ContiguousArray<PlaceStream> = []
  /// Who waits for a reading, by room.
  var waiting: [RoomID: RingBuffer<PlaceStream>] = [:]
  var isAsking = false
  /// After a failure Redis is left alone until then, in the loop's milliseconds.
  var pausedUntil: UInt64 = 0
  private var counts: [RandomID: Int] = [:]
  private var timer: LoopTimer?
  private var cursor = 0
  private var isDraining = false

  /// Tabs and devices of one ticket on one worker.
  static let streamsPerTicketMax = 4
  static let tickMilliseconds = 25
  /// Each stream is looked at once in so many ticks.
  private static let ticksPerRound = 40
  /// Without an event for so long a comment is sent, so that nobody on the way takes the connection for dead.
  static let silenceMillisecondsMax: UInt64 = 15_000
  /// When a client should come back after its stream ended.
  private static let retryMilliseconds = 2_000...5_000

  init(worker: Worker) {
    self.worker = worker
  }

  var isFull: Bool { isDraining || streams.count >= worker.configuration.gateway.streamsPerWorkerMax }

  func hasRoom(for ticket: RandomID) -> Bool { counts[ticket, default: 0] < StreamHub.streamsPerTicketMax }

  /// Takes over a stream whose head is written. Its first event follows in a tick or two.
  func add(_ stream: PlaceStream) {
    stream.slot = streams.count
    streams.append(stream)
    counts[stream.ticket.id, default: 0] += 1
    stream.exchange.onAbort = { [unowned self, unowned stream] in remove(stream) }
    // Who has shut down his side reads no more, either.
    stream.exchange.onPeerEnd = { [unowned self, unowned stream] in
      let exchange = stream.exchange
      remove(stream)
      exchange.abort()
    }
    worker.metrics.count(.streams)
    stream.sentAt = worker.loop.nowMilliseconds
    writeRetry(stream)
    enqueue(stream)
    if timer == nil {
      let interval = Duration.milliseconds(StreamHub.tickMilliseconds)
      timer = worker.loop.addTimer(after: interval, repeat: interval) { [unowned self] in tick() }
    }
  }

  /// Spread, so that the clients of a gateway that stops don't all come to another at once.
  private func writeRetry(_ stream: PlaceStream) {
    let text = worker.scratch
    text.clear()
    text.append("retry: " as StaticString)
    text.appendDecimal(Int.random(in: StreamHub.retryMilliseconds, using: &worker.jitter))
    text.append("\n\n" as StaticString)
    stream.exchange.write(text.readable)
  }

  func remove(_ stream: PlaceStream) {
    guard stream.slot < streams.count, streams[stream.slot] === stream else { return }
    let count = counts[stream.ticket.id, default: 0] - 1
    counts[stream.ticket.id] = count > 0 ? count : nil
    let last = streams.removeLast()
    if last !== stream {
      last.slot = stream.slot
      streams[stream.slot] = last
    }
    stream.exchange.onAbort = nil
    stream.exchange.onPeerEnd = nil
  }

  /// Ends the answer in order.
  func finish(_ stream: PlaceStream) {
    remove(stream)
    stream.exchange.finish()
  }

  /// Ends all streams: their clients come back, to another process.
  func drain() {
    isDraining = true
    timer?.cancel()
    timer = nil
    for stream in streams { finish(stream) }
    waiting = [:]
  }

  private func tick() {
    if streams.isEmpty {
      timer?.cancel()
      timer = nil
      waiting = [:]
      return
    }
    let now = worker.loop.nowMilliseconds
    let count = (streams.count + StreamHub.ticksPerRound - 1) / StreamHub.ticksPerRound
    for _ in 0..<count {
      guard !streams.isEmpty else { break }
      if cursor >= streams.count { cursor = 0 }
      look(at: streams[cursor], now)
      cursor += 1
    }
    read(now)
  }

  private func look(at stream: PlaceStream, _ now: UInt64) {
    guard let room = worker.directory[stream.room] else { return finish(stream) }
    if !stream.isReading, isDue(stream, room, now) { enqueue(stream) }
    tell(stream, room, now)
  }

  private func isDue(_ stream: PlaceStream, _ room: RoomView, _ now: UInt64) -> Bool {
    guard now < stream.dueAt, let known = stream.known else { return true }
    guard let figures = room.figures else { return false }
    if known.isOver(by: figures, score: stream.ticket.score) { return true }
    guard case .waiting(let ahead) = known.place, known.isInexact(by: figures) else { return false }
    return now - stream.readAt >= UInt64(StreamPace.correctionMilliseconds(ahead: ahead))
  }

  private func enqueue(_ stream: PlaceStream) {
    stream.isReading = true
    waiting[stream.room, default: RingBuffer()].append(stream)
  }
}
