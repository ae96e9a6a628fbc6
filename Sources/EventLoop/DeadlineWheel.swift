/// Coarse deadlines of many connections, by the index of their slot: one timer for all of them.
///
/// Setting a later deadline is a store: the entry moves only when its bucket comes up, so a connection that is active all
/// the time costs nothing. A deadline is met late by at most two ticks and never early. Loop-confined.
public final class DeadlineWheel {
  private struct Entry {
    /// The tick at which the deadline is over; `never` if there is none.
    var deadline: UInt64 = DeadlineWheel.never
    /// The tick in whose bucket the entry hangs.
    var linked: UInt64 = DeadlineWheel.never
    var next: Int32 = -1
    var previous: Int32 = -1
  }

  /// The width of a tick as a power of two: 64 ms.
  private static let tickShift: UInt64 = 6
  private static let bucketCount = 1_024
  private static let never = UInt64.max

  private let loop: Loop
  private var entries: UnsafeMutablePointer<Entry>
  private var capacity = 64
  private let buckets: UnsafeMutablePointer<Int32>
  private var linkedCount = 0
  private var current: UInt64
  private var timer: LoopTimer?
  private var onExpiry: ((Int) -> Void)?
  private var due: [Int] = []

  /// `onExpiry` gets the slot whose deadline is over; it may set a new one.
  public init(loop: Loop, onExpiry: @escaping (_ slot: Int) -> Void) {
    self.loop = loop
    self.onExpiry = onExpiry
    entries = .allocate(capacity: capacity)
    entries.initialize(repeating: Entry(), count: capacity)
    buckets = .allocate(capacity: DeadlineWheel.bucketCount)
    buckets.initialize(repeating: -1, count: DeadlineWheel.bucketCount)
    current = loop.nowMilliseconds >> DeadlineWheel.tickShift
  }

  deinit {
    timer?.cancel()
    entries.deallocate()
    buckets.deallocate()
  }

  /// No deadline is reported any more, and what the closure captured is let go.
  public func close() {
    timer?.cancel()
    timer = nil
    onExpiry = nil
  }

  /// Sets or replaces the deadline of a slot, counted from the beginning of this turn.
  public func set(_ slot: Int, afterMilliseconds delay: Int) {
    let due = (loop.nowMilliseconds + UInt64(max(0, delay))) >> DeadlineWheel.tickShift + 1
    if slot >= capacity { grow(toHold: slot) }
    entries[slot].deadline = due
    if entries[slot].linked > due { link(slot, at: due) }
  }

  /// The slot has no deadline any more. A store.
  public func clear(_ slot: Int) {
    if slot < capacity { entries[slot].deadline = DeadlineWheel.never }
  }

  private func link(_ slot: Int, at tick: UInt64) {
    if entries[slot].linked != DeadlineWheel.never { unlink(slot) }
    // A tick that is over already comes up with the next one.
    let tick = max(tick, current + 1)
    let bucket = Int(tick % UInt64(DeadlineWheel.bucketCount))
    let head = buckets[bucket]
    entries[slot].linked = tick
    entries[slot].next = head
    entries[slot].previous = -1
    if head >= 0 { entries[Int(head)].previous = Int32(slot) }
    buckets[bucket] = Int32(slot)
    linkedCount += 1
    if linkedCount == 1 { wake() }
  }

  private func unlink(_ slot: Int) {
    let entry = entries[slot]
    if entry.previous >= 0 {
      entries[Int(entry.previous)].next = entry.next
    } else {
      buckets[Int(entry.linked % UInt64(DeadlineWheel.bucketCount))] = entry.next
    }
    if entry.next >= 0 { entries[Int(entry.next)].previous = entry.previous }
    entries[slot].linked = DeadlineWheel.never
    linkedCount -= 1
  }

  private func wake() {
    guard onExpiry != nil else { return }
    current = max(current, loop.nowMilliseconds >> DeadlineWheel.tickShift)
    if let timer {
      if !timer.isArmed { timer.restart(after: .milliseconds(1 << DeadlineWheel.tickShift)) }
    } else {
      let tick = Duration.milliseconds(1 << DeadlineWheel.tickShift)
      timer = loop.addTimer(after: tick, repeat: tick) { [unowned self] in advance() }
    }
  }

  private func advance() {
    let now = loop.nowMilliseconds >> DeadlineWheel.tickShift
    // After a long stop every bucket is looked at once.
    if now > current + UInt64(DeadlineWheel.bucketCount) { current = now - UInt64(DeadlineWheel.bucketCount) }
    while current < now {
      current += 1
      expire(bucket: Int(current % UInt64(DeadlineWheel.bucketCount)), now: now)
    }
    if linkedCount == 0 { timer?.disarm() }
  }

  private func expire(bucket: Int, now: UInt64) {
    var slot = buckets[bucket]
    buckets[bucket] = -1
    // The chain is taken apart before anybody is called, since a callback may set and clear any slot.
    due.removeAll(keepingCapacity: true)
    while slot >= 0 {
      let index = Int(slot)
      slot = entries[index].next
      entries[index].linked = DeadlineWheel.never
      linkedCount -= 1
      let deadline = entries[index].deadline
      if deadline <= now {
        due.append(index)
      } else if deadline != DeadlineWheel.never {
        link(index, at: deadline)
      }
    }
    var position = 0
    while position < due.count {
      let index = due[position]
      position += 1
      guard entries[index].deadline <= now else { continue }
      entries[index].deadline = DeadlineWheel.never
      onExpiry?(index)
    }
  }

  private func grow(toHold slot: Int) {
    let grown = max(capacity * 2, slot + 1)
    let memory = UnsafeMutablePointer<Entry>.allocate(capacity: grown)
    memory.moveInitialize(from: entries, count: capacity)
    (memory + capacity).initialize(repeating: Entry(), count: grown - capacity)
    entries.deallocate()
    entries = memory
    capacity = grown
  }
}
