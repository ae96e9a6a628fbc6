import Primitives
import WaitingRoom

/// Another rate has come into force: what visitors are told when their estimates jump.
struct RateChange: Equatable, Sendable {
  let from: Int
  let to: Int
  let at: WallInstant

  /// Everybody has polled by then.
  func isNews(at now: WallInstant, _ settings: RoomSettings) -> Bool {
    now - at < Int64(settings.effectivePollMaxSeconds + 30) * 1_000_000
  }

  /// In words, for whoever waits.
  var text: String {
    let hour = at.rfc3339.split(separator: "T").last?.prefix(5) ?? ""
    return "Since \(hour) UTC \(RateChange.people(to)) are let in, before that \(RateChange.people(from)). Waits were "
      + "worked out anew."
  }

  private static func people(_ micro: Int) -> String {
    guard micro > 0 else { return "no people" }
    // Under one a second people think in minutes.
    let (amount, unit) = micro < 1_000_000 ? (micro * 60, "a minute") : (micro, "a second")
    let text = ByteBuffer(capacity: 32)
    var json = JSONWriter(text)
    json.rate(micro: amount)
    return "\(text.string) people \(unit)"
  }
}
