/// Where a room stands by its operator's word. That it recovers from a loss of Redis is Redis' own knowledge.
public enum RoomPhase: String, Sendable, CaseIterable {
  case prequeue, open, closed
  case soldOut = "sold_out"
}
