import Primitives

/// How often one step is tried again after a refusal that may pass, or no answer, and how long is waited before.
struct Patience {
  static let triesMax = 40
  private var tries = 0
  private var random: SeededRandom

  init(random: SeededRandom) { self.random = random }

  mutating func reset() { tries = 0 }

  /// The wait before the next try; nil when the answer is final or patience is at its end.
  mutating func delay(after answer: VisitorAnswer) -> Duration? {
    let seconds: Double
    switch answer {
    case .failed: seconds = 1
    case .response(let response):
      guard response.status == 429 || response.status >= 500 else { return nil }
      seconds = Double(response.retryAfterSeconds ?? 1)
    }
    tries += 1
    guard tries <= Patience.triesMax else { return nil }
    // Never sooner than was asked for, and not all at once.
    return .milliseconds(Int((seconds * (1 + 0.25 * random.unit()) * 1_000).rounded(.up)))
  }
}
