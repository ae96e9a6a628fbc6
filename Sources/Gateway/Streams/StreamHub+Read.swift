import EventLoop
import HTTP
import HTTPWire
import Primitives
import RoomStore
import Tokens
import WaitingRoom

/// Readings: one call of Redis at a time, for up to `RoomStore.placesMax` streams of a room.
extension StreamHub {
  /// After a failure Redis is left alone for so long.
  private static let pauseMilliseconds: UInt64 = 1_000

  func read(_ now: UInt64) {
    guard !isAsking, now >= pausedUntil, let room = waiting.keys.randomElement(using: &worker.jitter) else { return }
    var batch: [PlaceStream] = []
    while batch.count < RoomStore.placesMax, let stream = waiting[room]?.popFirst() {
      if stream.exchange.isOpen { batch.append(stream) }
    }
    if waiting[room]?.isEmpty == true { waiting[room] = nil }
    guard !batch.isEmpty, let view = worker.directory[room] else { return }
    ask(batch, room, epoch: view.epoch)
  }

  private func ask(_ batch: [PlaceStream], _ room: RoomID, epoch: Int) {
    isAsking = true
    worker.metrics.count(.streamReads)
    worker.store.places(room, epoch: epoch, batch.map { worker.placeRequest($0.ticket) }) { [weak self] result in
      guard let self else { return }
      isAsking = false
      let now = worker.loop.nowMilliseconds
      switch result {
      case .success(let reply): take(reply, batch, now)
      case .failure(let fault): failed(fault, batch, now)
      }
    }
  }

  private func take(_ reply: PlacesReply, _ batch: [PlaceStream], _ now: UInt64) {
    for (stream, place) in zip(batch, reply.places) where stream.exchange.isOpen {
      stream.isReading = false
      stream.readAt = now
      guard let room = worker.directory[stream.room] else { continue }
      guard let place else {
        stream.dueAt = now + StreamHub.pauseMilliseconds
        continue
      }
      stream.known = KnownPlace(
        place: place, at: reply.at, epoch: reply.epoch, popped: reply.popped, aside: reply.aside)
      stream.dueAt = now + UInt64(dueIn(place, reply.at, room))
      tell(stream, room, now)
    }
  }

  /// Milliseconds to the next reading if the room's figures don't ask for one.
  private func dueIn(_ place: Place, _ at: WallInstant, _ room: RoomView) -> Int {
    let presence = StreamPace.presenceMilliseconds(room.settings)
    switch place {
    case .owed: return StreamPace.nearMilliseconds
    case .owedLater(let from): return min(presence, max(StreamPace.nearMilliseconds, Int((from - at) / 1_000)))
    case .released: return StreamPace.nearMilliseconds
    case .claimed: return StreamPace.claimedMilliseconds
    // Not all who came together in step.
    default: return Int.random(in: presence / 2...presence, using: &worker.jitter)
    }
  }

  /// Nobody knows the place now. Those who are asked about say so, once Redis is really away, and are asked about again.
  private func failed(_ fault: StoreFault, _ batch: [PlaceStream], _ now: UInt64) {
    worker.metrics.count(.storeAway)
    pausedUntil = now + StreamHub.pauseMilliseconds
    for stream in batch where stream.exchange.isOpen {
      stream.isReading = false
      stream.dueAt = pausedUntil
      guard let room = worker.directory[stream.room] else { continue }
      switch fault {
      case .away, .uninitialised:
        stream.known = KnownPlace(place: .recovering, at: worker.now, epoch: 0, popped: 0, aside: 0)
        tell(stream, room, now)
      case .timeout, .overloaded, .broken: break
      }
    }
  }
}
