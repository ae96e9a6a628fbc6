/// A server's connections by slot; slots index the deadline wheel too.
struct ConnectionTable {
  private var slots: ContiguousArray<HTTPServerConnection?> = []
  private var free: ContiguousArray<Int> = []
  /// Where the next search for an idle connection begins, so that every connection gets its turn.
  private var hand = 0
  private(set) var count = 0

  /// The slot that the next `insert` will fill.
  mutating func reserveSlot() -> Int {
    if let slot = free.popLast() { return slot }
    slots.append(nil)
    return slots.count - 1
  }

  /// Takes back a slot that wasn't filled after all.
  mutating func releaseSlot(_ slot: Int) { free.append(slot) }

  mutating func insert(_ connection: HTTPServerConnection, at slot: Int) {
    slots[slot] = connection
    count += 1
  }

  mutating func remove(at slot: Int) {
    slots[slot] = nil
    free.append(slot)
    count -= 1
  }

  subscript(slot: Int) -> HTTPServerConnection? { slot < slots.count ? slots[slot] : nil }

  var all: [HTTPServerConnection] { slots.compactMap { $0 } }

  /// The one idle for longest among some that are looked at: one pass of the hand sees at most `looksMax` slots.
  mutating func findIdle(looksMax: Int) -> HTTPServerConnection? {
    var best: HTTPServerConnection?
    for _ in 0..<min(looksMax, slots.count) {
      hand = hand + 1 < slots.count ? hand + 1 : 0
      guard let connection = slots[hand], connection.isIdle else { continue }
      if best == nil || connection.idleSince < best!.idleSince { best = connection }
    }
    return best
  }
}
