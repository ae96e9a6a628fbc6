/// Objects of a loop by slot; the slots index a deadline wheel too.
struct SlotTable<Element: AnyObject> {
  private var slots: ContiguousArray<Element?> = []
  private var free: ContiguousArray<Int> = []
  /// Where the next search begins, so that every slot gets its turn.
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

  mutating func insert(_ element: Element, at slot: Int) {
    slots[slot] = element
    count += 1
  }

  mutating func remove(at slot: Int) {
    slots[slot] = nil
    free.append(slot)
    count -= 1
  }

  subscript(slot: Int) -> Element? { slot < slots.count ? slots[slot] : nil }

  var all: [Element] { slots.compactMap { $0 } }

  /// The best by `isBetter` of the fitting ones among at most `looksMax` slots behind those that were looked at last.
  mutating func search(looksMax: Int, fitting: (Element) -> Bool, isBetter: (Element, Element) -> Bool) -> Element? {
    var best: Element?
    for _ in 0..<min(looksMax, slots.count) {
      hand = hand + 1 < slots.count ? hand + 1 : 0
      guard let element = slots[hand], fitting(element) else { continue }
      if let known = best, !isBetter(element, known) { continue }
      best = element
    }
    return best
  }
}
