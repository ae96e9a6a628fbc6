/// Where a ticket stands in the store. The letters of `lua/parts/turn.lua`, and what can follow each.
public enum TicketState: String, Sendable, CaseIterable {
  /// In the line, or late and getting its turn in order of key. → released, away, left, replaced; by a command: any end
  case waiting
  /// Its turn came while it was absent, or it let a turn lapse. → owed, left; by a command: any end
  case away = "A"
  /// Gets a turn before the line does. → released, away, left; by a command: any end
  case owed = "O"
  /// May claim its turn. → claimed, away (missed), left; by a command: any end
  case released = "R"
  /// Holds a pass, or did until it ran out. → complete, revoked, owed (requeued), left
  case claimed = "C"
  /// → owed (requeued)
  case complete = "D"
  /// → owed (requeued)
  case revoked = "V"
  case left = "L"
  /// Another ticket of the same user stands in for it.
  case replaced = "X"

  public func canBecome(_ next: TicketState) -> Bool {
    switch (self, next) {
    case (.waiting, .released), (.waiting, .away), (.waiting, .left), (.waiting, .replaced), (.away, .owed),
      (.away, .left), (.owed, .released), (.owed, .away), (.owed, .left), (.released, .claimed), (.released, .away),
      (.released, .left), (.claimed, .complete), (.claimed, .revoked), (.claimed, .owed), (.claimed, .left),
      (.complete, .owed), (.revoked, .owed):
      true
    // What the ledger knows of a turn holds also where the store has lost it and given the ticket another state since.
    case (.waiting, .claimed), (.waiting, .complete), (.waiting, .revoked), (.waiting, .owed), (.away, .claimed),
      (.away, .complete), (.away, .revoked), (.owed, .claimed), (.owed, .complete), (.owed, .revoked),
      (.released, .complete), (.released, .revoked), (.released, .owed):
      true
    default: false
    }
  }

  /// Nothing comes of this ticket any more but by an operator's hand. (A claimed turn that has run out is over, too.)
  public var isOver: Bool {
    switch self {
    case .complete, .revoked, .left, .replaced: true
    case .waiting, .away, .owed, .released, .claimed: false
    }
  }
}
