import Primitives

/// Compares releases with the rate: in any window of length dt at most rate * dt and the burst.
struct AdmissionCheck {
  struct Result: Equatable {
    /// Releases that were seen.
    let count: Int
    /// From the first to the last.
    let seconds: Double
    /// The most by which any window's releases exceeded rate * dt: at most the burst, if the promise is kept.
    let excess: Double
    /// What the promise allows.
    let allowed: Double

    var isKept: Bool { excess <= allowed }
    var perSecond: Double? { seconds > 0 ? Double(count - 1) / seconds : nil }
  }

  /// Instants are cut to milliseconds, at both ends of a window; and a person is not divisible.
  static let toleranceSeconds = 0.002

  let ratePerSecond: Double
  let burst: Double

  /// What the contract lets be saved up where the room doesn't say otherwise.
  static func burstDefault(ratePerSecond: Double) -> Double { max(1, ratePerSecond / 10) }

  /// The worst of all windows, in one pass over the sorted instants. Windows begin and end at releases: any other is no worse.
  func judge(_ instants: [WallInstant]) -> Result {
    let sorted = instants.sorted()
    var excess = 0.0
    var least = Double.infinity
    for (index, instant) in sorted.enumerated() {
      let due = ratePerSecond * Double(instant - sorted[0]) / 1e6
      least = min(least, Double(index) - due)
      excess = max(excess, Double(index + 1) - due - least)
    }
    let seconds = sorted.isEmpty ? 0 : Double(sorted[sorted.count - 1] - sorted[0]) / 1e6
    let allowed = burst + 1 + ratePerSecond * AdmissionCheck.toleranceSeconds
    return Result(count: sorted.count, seconds: seconds, excess: excess, allowed: allowed)
  }
}
