import Primitives

/// The ways in which robots misbehave.
enum RobotKind: String, CaseIterable {
  /// Joins again and again without cookies.
  case repeatJoiner
  /// Polls far sooner than it is told.
  case hastyPoller
  /// Shows passes it has made itself, and claims without a ticket.
  case passForger
  /// Waits its turn, then asks for more seats than one pass may have.
  case holdHammerer

  func make(random: SeededRandom, tries: Int) -> any Visitor {
    switch self {
    case .repeatJoiner: RepeatJoiner(random: random, joins: tries)
    case .hastyPoller: HastyPoller(random: random, polls: 2 * tries)
    case .passForger: PassForger(random: random, tries: max(10, tries / 2))
    case .holdHammerer: HoldHammerer(random: random, holds: max(10, tries * 3 / 10))
    }
  }
}
