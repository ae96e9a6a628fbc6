/// Names one element of a `SlotMap`: its place, and which inhabitant of that place is meant. A stale id finds nothing.
public struct SlotID: Hashable, Sendable {
  public let index: UInt32
  public let generation: UInt32

  public init(index: UInt32, generation: UInt32) {
    self.index = index
    self.generation = generation
  }

  /// Both halves in one word, to be passed through C. Never 0: generations start at 1.
  public var raw: UInt64 { UInt64(generation) << 32 | UInt64(index) }

  public init(raw: UInt64) {
    self.init(index: UInt32(truncatingIfNeeded: raw), generation: UInt32(truncatingIfNeeded: raw >> 32))
  }
}
