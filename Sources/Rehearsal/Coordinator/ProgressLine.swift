import Primitives

/// Shows how a run goes on: one line that is written over on a terminal, else a line every ten seconds.
final class ProgressLine {
  private let isTerminal: Bool
  private var seconds = 0
  private var hasOpenLine = false

  init(isTerminal: Bool = Output.isTerminal(Output.notes)) { self.isTerminal = isTerminal }

  /// To be called every second.
  func show(_ progress: CrowdProgress, users: Int, ranFor: Duration, queueLength: Int?, rate: Double) {
    seconds += 1
    guard isTerminal || seconds % 10 == 0 else { return }
    let text = ProgressLine.text(progress, users: users, ranFor: ranFor, queueLength: queueLength, rate: rate)
    Output.write(isTerminal ? "\r\u{1B}[K\(text)" : "\(text)\n", to: Output.notes)
    hasOpenLine = isTerminal
  }

  func note(_ text: String) {
    end()
    Output.write("\(text)\n", to: Output.notes)
  }

  /// Leaves the line behind.
  func end() {
    if hasOpenLine { Output.write("\n", to: Output.notes) }
    hasOpenLine = false
  }

  static func text(
    _ progress: CrowdProgress, users: Int, ranFor: Duration, queueLength: Int?, rate: Double
  ) -> String {
    var text =
      "\(Figures.duration(ranFor)): \(progress.arrived)/\(users) came, \(progress.present) here, "
      + "\(progress.joined) joined, \(progress.admitted) admitted (\(Figures.decimal(rate, places: 3))/s set), "
      + "\(progress.held) held, \(progress.confirmed) bought, \(progress.refused) refused, \(progress.failed) failed"
    if let queueLength { text += ", line \(queueLength)" }
    if progress.broken > 0 { text += ", \(progress.broken) PROMISES BROKEN" }
    return text
  }
}
