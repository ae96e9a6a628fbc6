import EventLoop
import Testing

@Suite struct DeadlineWheelTests {
  @Test func `a deadline is never early and at most two ticks late, also when it is put off or brought forward`() throws
  {
    let wheel = Box<DeadlineWheel?>(nil)
    try withLoop { loop in
      let wanted = Box<[Int: UInt64]>([:])
      wheel.value = DeadlineWheel(loop: loop) { slot in
        let now = loop.nowMilliseconds
        guard let due = wanted.value.removeValue(forKey: slot) else {
          Issue.record("slot \(slot) has no deadline")
          return
        }
        #expect(now >= due)
        #expect(now <= due + 2 * 64 + 60, "slot \(slot)")
        if wanted.value.isEmpty { loop.stop() }
      }
      func set(_ slot: Int, _ delay: Int) {
        wanted.value[slot] = loop.nowMilliseconds + UInt64(delay)
        wheel.value?.set(slot, afterMilliseconds: delay)
      }
      loop.addTimer(after: .zero) {
        for slot in 0..<200 { set(slot, (slot * 7) % 300) }
        set(1_000, 5)
        set(3, 400)
        set(4, 20_000)
        set(4, 10)
        set(5, 100)
        wheel.value?.clear(5)
        wanted.value[5] = nil
      }
      loop.addTimer(after: .milliseconds(200)) { set(6, 100) }
    }
    wheel.value?.close()
  }

  @Test func `a callback may set and clear any slot`() throws {
    let fired = Box<[Int]>([])
    try withLoop { loop in
      let wheel = Box<DeadlineWheel?>(nil)
      wheel.value = DeadlineWheel(loop: loop) { slot in
        fired.value.append(slot)
        if fired.value.count == 1 {
          // All of 0…9 are due in the same tick.
          for other in 0..<10 where other != slot {
            if other % 2 == 0 { wheel.value?.clear(other) } else { wheel.value?.set(other, afterMilliseconds: 150) }
          }
          wheel.value?.set(slot, afterMilliseconds: 1)
        }
      }
      loop.addTimer(after: .zero) {
        for slot in 0..<10 { wheel.value?.set(slot, afterMilliseconds: 10) }
      }
      loop.addTimer(after: .milliseconds(600)) {
        wheel.value?.close()
        loop.stop()
      }
    }
    let first = fired.value.first ?? -1
    #expect(fired.value.filter { $0 == first }.count == 2)
    #expect(Set(fired.value).subtracting([first]) == Set([1, 3, 5, 7, 9]).subtracting([first]))
  }
}
