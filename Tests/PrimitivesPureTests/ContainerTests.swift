import Primitives
import TestKit
import Testing

/// Counts the living, to see that containers let go.
private final class Witness {
  private let count: Counter

  init(_ count: Counter) {
    self.count = count
    count.living += 1
  }

  deinit { count.living -= 1 }
}

private final class Counter {
  var living = 0
}

@Suite struct ContainerTests {
  @Test(.seeded) func `a slot map finds the living and never the dead`() {
    var random = SeededRandom(seed: TestSeed.current)
    var map = SlotMap<Int>()
    var living: [SlotID: Int] = [:]
    var dead: [SlotID] = []
    for step in 0..<20_000 {
      if random.next() % 2 == 0 || living.isEmpty {
        let id = map.insert(step)
        #expect(living[id] == nil && id.raw != 0 && SlotID(raw: id.raw) == id)
        living[id] = step
      } else if let id = living.keys.min(by: { $0.raw < $1.raw }) {
        if random.next() % 2 == 0 {
          #expect(map.remove(id) == living[id])
        } else {
          map[id] = nil
        }
        living[id] = nil
        dead.append(id)
      }
      if let id = dead.randomElement(using: &random) {
        #expect(map[id] == nil && map.remove(id) == nil)
        map[id] = -1
        #expect(map[id] == nil)
      }
      if map.count != living.count { Issue.record("\(map.count) of \(living.count)") }
    }
    var seen: [SlotID: Int] = [:]
    map.forEach { seen[$0] = $1 }
    #expect(seen == living)
    for (id, value) in living { #expect(map[id] == value) }
  }

  @Test func `a slot's element is changed in place`() {
    var map = SlotMap<[Int]>()
    let id = map.insert([1])
    map[id]?.append(2)
    #expect(map[id] == [1, 2])
    #expect(map[SlotID(index: 99, generation: 1)] == nil)
  }

  @Test func `an emptied slot lets its element go`() {
    let counter = Counter()
    var map = SlotMap<Witness>()
    let id = map.insert(Witness(counter))
    #expect(counter.living == 1)
    map.remove(id)
    #expect(counter.living == 0 && map.isEmpty)
  }

  /// All sequences of seven operations at both ends, from a ring that has to wrap and grow.
  @Test func `a ring buffer is a queue with two ends`() {
    for operations in 0..<(4 * 4 * 4 * 4 * 4 * 4 * 4) {
      var ring = RingBuffer<Int>(minimumCapacity: 8)
      var model: [Int] = []
      for value in 0..<6 {
        ring.append(value)
        model.append(value)
      }
      var rest = operations
      for step in 0..<7 {
        switch rest % 4 {
        case 0:
          ring.append(step)
          model.append(step)
        case 1:
          ring.prepend(step)
          model.insert(step, at: 0)
        case 2:
          let expected = model.isEmpty ? nil : model.removeFirst()
          if ring.popFirst() != expected { Issue.record("\(operations)") }
        default:
          if ring.popLast() != model.popLast() { Issue.record("\(operations)") }
        }
        rest /= 4
      }
      if Array(ring) != model || ring.first != model.first || ring.last != model.last || ring.count != model.count {
        Issue.record("\(operations)")
      }
    }
  }

  @Test func `a ring buffer's elements have places, and are let go`() {
    let counter = Counter()
    var ring = RingBuffer<Witness>()
    for _ in 0..<100 { ring.append(Witness(counter)) }
    ring[3] = Witness(counter)
    #expect(counter.living == 100 && ring.capacity == 128)
    ring.popLast()
    ring.popFirst()
    #expect(counter.living == 98)
    ring.removeAll()
    #expect(counter.living == 0 && ring.isEmpty)
  }

  @Test(.seeded) func `a bounded cache forgets what was used longest ago`() {
    var random = SeededRandom(seed: TestSeed.current)
    for capacity in [1, 2, 7] {
      var cache = LeastRecentlyUsed<Int, Int>(capacity: capacity)
      var order: [(key: Int, value: Int)] = []
      for step in 0..<5_000 {
        let key = Int(random.next() % 12)
        let place = order.firstIndex { $0.key == key }
        switch random.next() % 4 {
        case 0:
          if let place { order.remove(at: place) }
          let expected = place == nil && order.count == capacity ? order.removeFirst() : nil
          let evicted = cache.insert(step, for: key)
          if evicted?.key != expected?.key || evicted?.value != expected?.value { Issue.record("step \(step)") }
          order.append((key, step))
        case 1:
          let expected = place.map { order.remove(at: $0).value }
          if cache.remove(key) != expected { Issue.record("step \(step)") }
        case 2:
          if cache.peek(key) != place.map({ order[$0].value }) { Issue.record("step \(step)") }
        default:
          if cache.value(key) != place.map({ order[$0].value }) { Issue.record("step \(step)") }
          if let place { order.append(order.remove(at: place)) }
        }
        if cache.count != order.count { Issue.record("step \(step)") }
      }
      cache.removeAll()
      #expect(cache.isEmpty && cache.peek(1) == nil)
      cache.insert(1, for: 1)
      #expect(cache.value(1) == 1)
    }
  }
}
