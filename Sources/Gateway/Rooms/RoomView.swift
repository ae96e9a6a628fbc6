import EventLoop
import HTTP
import HTTPWire
import Primitives
import RoomLedger
import RoomStore
import WaitingRoom

/// What a worker knows of a room between two readings: settings, epoch and the figures of the whole room, at most about a
/// second old. Read by the control loop once for all workers, so that no visitor's request asks for them. A class, so that
/// handing it to a request counts one reference.
final class RoomView: Sendable {
  let id: RoomID
  let eventID: String?
  /// What people wait for; nil: nobody has named it.
  let title: String?
  let settings: RoomSettings
  let state: RoomState
  let epoch: Int
  let oldestPassEpoch: Int
  /// SHA-256 of the draw's secret, in hexadecimal.
  let drawCommitment: String
  /// Nil while Redis is away or has lost the room.
  let figures: RoomFigures?
  /// Nil where nobody knows.
  let stock: TicketStatus.Stock?
  let pace: AdmissionPace
  /// How admission really goes; nil: nothing was measured yet.
  let measured: MeasuredPace?
  /// The last one that this gateway saw.
  let rateChange: RateChange?

  /// Nil if the record holds what no program of ours writes: the room then is as good as not there.
  init?(_ record: RoomRecord, figures: RoomFigures?, stock: TicketStatus.Stock?) {
    guard let id = RoomID(record.id), let settings = try? RoomSettings(text: record.settings) else { return nil }
    self.id = id
    eventID = record.eventID
    title = settings.title ?? record.eventName
    self.settings = settings
    state = record.state
    epoch = record.epoch
    oldestPassEpoch = record.passEpochMin
    drawCommitment = Hex.encode(record.drawCommitment)
    self.figures = figures
    self.stock = stock
    pace = AdmissionPace(settings)
    measured = nil
    rateChange = nil
  }

  /// The same room with what was measured of it.
  init(_ room: RoomView, _ pulse: RoomPulse?) {
    id = room.id
    eventID = room.eventID
    title = room.title
    settings = room.settings
    state = room.state
    epoch = room.epoch
    oldestPassEpoch = room.oldestPassEpoch
    drawCommitment = room.drawCommitment
    figures = room.figures
    stock = room.stock
    pace = room.pace
    measured = pulse?.measured
    rateChange = pulse?.change
  }

  /// What visitors are told in words: the operator's message, else why their estimates have just changed.
  func message(at now: WallInstant) -> String? { settings.message ?? news(at: now)?.text }

  /// A change of rate that still is news, unless the operator has something to say.
  func news(at now: WallInstant) -> RateChange? {
    guard settings.message == nil, !settings.isPaused, let rateChange, rateChange.isNews(at: now, settings) else {
      return nil
    }
    return rateChange
  }

  var isRecovering: Bool { figures?.isRecovering ?? true }

  /// The rate in force, in millionths of a person a second.
  func admitRateMicro(at now: WallInstant) -> Int { pace.inForce(at: now).rateMicro }

  /// The room's state as the public document names it.
  var publicState: StaticString {
    switch state {
    case .prequeue: "prequeue"
    case .open: isRecovering ? "recovering" : "open"
    case .closed: "closed"
    case .soldOut: "sold_out"
    }
  }
}
