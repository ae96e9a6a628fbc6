import Primitives

/// Time left, as of the page's making; the script counts it down. A timer that doesn't speak: who listens to the page is
/// told at a few marks only.
enum Countdown {
  static func element(until: WallInstant, now: WallInstant, id: HTML? = nil) -> HTML {
    let seconds = Int((until - now) / 1_000_000)
    return """
      <time class="countdown" role="timer" aria-live="off"\(if: id != nil, " id=\"\(id)\"") \
      datetime="\(until.rfc3339)" data-seconds="\(max(0, seconds))">\(WaitText.clock(seconds: seconds))</time>
      """
  }
}
