import Primitives
import RoomStore
import WaitingRoom

/// What a gateway remembers of a room from reading to reading: how its line really moves, and when its rate changed last.
/// Lives on the gateway's main loop.
struct RoomPulse {
  private var history = PaceHistory()
  private var rateMicro: Int?
  private(set) var change: RateChange?

  var measured: MeasuredPace? { history.measured }

  /// Takes a new reading.
  mutating func note(_ figures: RoomFigures, _ settings: RoomSettings) {
    history.add(figures.sample(rateMicro: settings.admitRateMicro(at: figures.at)))
  }

  /// Takes note of the rate in force.
  mutating func note(rateMicro rate: Int, at now: WallInstant) {
    if let before = rateMicro, before != rate { change = RateChange(from: before, to: rate, at: now) }
    rateMicro = rate
  }
}
