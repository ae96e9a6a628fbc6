/// Where a room stands by its operator's word. (That it recovers from a loss is the store's knowledge, and lies over this.)
public enum RoomState: String, Sendable, CaseIterable {
  /// People take places and nobody is admitted yet. → open, closed
  case prequeue
  /// → closed, soldOut
  case open
  /// No new places; nobody is admitted; places are kept. → prequeue, open
  case closed
  /// Nothing is left and nothing can come back but by a refund. → open, closed
  case soldOut = "sold_out"

  public func canBecome(_ next: RoomState) -> Bool {
    switch (self, next) {
    case (.prequeue, .open), (.prequeue, .closed), (.open, .closed), (.open, .soldOut), (.closed, .prequeue),
      (.closed, .open), (.soldOut, .open), (.soldOut, .closed):
      true
    default: false
    }
  }

  /// Whether somebody may take a new place.
  public var takesJoins: Bool { self == .prequeue || self == .open }
  /// Whether turns come, if the room isn't paused.
  public var admits: Bool { self == .open }
}
