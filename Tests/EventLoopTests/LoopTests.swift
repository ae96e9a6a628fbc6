import EventLoop
import Glibc
import Primitives
import TestKit
import Testing

@Suite struct LoopTests {
  @Test func `timers fire in order of their time, and a dropped one fires too`() throws {
    let fired = Box<[Int]>([])
    try withLoop { loop in
      loop.addTimer(after: .milliseconds(20)) {
        fired.value.append(2)
        loop.stop()
      }
      loop.addTimer(after: .milliseconds(5)) { fired.value.append(1) }
    }
    #expect(fired.value == [1, 2])
  }

  @Test func `a repeating timer goes on until it is cancelled inside itself`() throws {
    let count = Box(0)
    try withLoop { loop in
      let timer = Box<LoopTimer?>(nil)
      timer.value = loop.addTimer(after: .zero, repeat: .milliseconds(1)) {
        count.value += 1
        if count.value == 3 {
          timer.value?.cancel()
          timer.value = nil
          loop.addTimer(after: .milliseconds(20)) { loop.stop() }
        }
      }
    }
    #expect(count.value == 3)
  }

  @Test func `a timer that has fired can be set again, and a disarmed one stays silent`() throws {
    let count = Box(0)
    try withLoop { loop in
      let timer = loop.addTimer(after: .milliseconds(1)) { count.value += 1 }
      let silent = loop.addTimer(after: .milliseconds(5)) { Issue.record("a disarmed timer fired") }
      silent.disarm()
      #expect(!silent.isArmed)
      loop.addTimer(after: .milliseconds(10)) {
        #expect(!timer.isArmed)
        timer.restart(after: .milliseconds(1))
      }
      loop.addTimer(after: .milliseconds(30)) {
        withExtendedLifetime((timer, silent)) {}
        loop.stop()
      }
    }
    #expect(count.value == 2)
  }

  @Test func `what a timer captured is let go once it has been cancelled, and with the loop otherwise`() throws {
    final class Witness {}
    weak var cancelled: Witness?
    weak var forgotten: Witness?
    try withLoop { loop in
      do {
        let witness = Witness()
        cancelled = witness
        loop.addTimer(after: .seconds(60)) { withExtendedLifetime(witness) {} }.cancel()
        let other = Witness()
        forgotten = other
        loop.addTimer(after: .seconds(60)) { withExtendedLifetime(other) {} }
      }
      #expect(cancelled == nil)
      #expect(forgotten != nil)
      loop.addTimer(after: .zero) { loop.stop() }
    }
    #expect(forgotten == nil)
  }

  @Test func `turn-end hooks run in order after the callbacks of a turn, until cancelled`() throws {
    let seen = Box<[String]>([])
    try withLoop { loop in
      let first = loop.atTurnEnd { if !seen.value.isEmpty { seen.value.append("first") } }
      loop.atTurnEnd { if !seen.value.isEmpty { seen.value.append("second") } }
      loop.addTimer(after: .zero) { seen.value.append("timer") }
      loop.addTimer(after: .milliseconds(10)) {
        #expect(Array(seen.value.prefix(3)) == ["timer", "first", "second"])
        first.cancel()
        seen.value = ["again"]
        loop.stop()
      }
    }
    #expect(seen.value.starts(with: ["again", "second"]))
    #expect(!seen.value.contains("first"))
  }

  @Test func `work that a hook puts off to the turn's end is done before the loop sleeps`() throws {
    let rounds = Box(0)
    try withLoop { loop in
      let wanted = Box(false)
      loop.atTurnEnd {
        guard wanted.value else { return }
        rounds.value += 1
        if rounds.value == 50 { loop.stop() } else { loop.needsTurnEnd() }
      }
      loop.addTimer(after: .zero) { wanted.value = true }
    }
    #expect(rounds.value >= 50)
  }

  @Test func `the clocks stand still within a turn and move between turns`() throws {
    try withLoop { loop in
      loop.addTimer(after: .zero) {
        let now = loop.now
        let wall = loop.wallNow
        // A sleep, because the passing of time is what this is about.
        usleep(2_000)  // A sleep: the clock is what is tested.
        #expect(loop.now.nanoseconds == now.nanoseconds)
        #expect(loop.wallNow.microseconds == wall.microseconds)
        #expect(abs(wall.microseconds - Int64(time(nil)) * 1_000_000) < 5_000_000)
        loop.addTimer(after: .milliseconds(1)) {
          #expect(loop.now.nanoseconds > now.nanoseconds)
          #expect(loop.wallNow.microseconds > wall.microseconds)
          loop.stop()
        }
      }
    }
  }

  @Test func `a mailbox takes work from many threads, each thread's in order`() throws {
    let perThread = 2_000
    let arrived = Locked([[Int]](repeating: [], count: 4))
    let loop = try LoopThread.start(name: "receiver") { _ in }
    let receiver = loop.mailbox
    let posters = try (0..<4).map { index in
      try LoopThread.start(name: "poster-\(index)") { own in
        for number in 0..<perThread {
          receiver.post { arrived.withLock { $0[index].append(number) } }
        }
        own.mailbox.stopLoop()
      }
    }
    for poster in posters { poster.join() }
    loop.stop()
    loop.join()
    for numbers in arrived.withLock({ $0 }) { #expect(numbers == Array(0..<perThread)) }
  }

  @Test func `a mailbox of a closed loop refuses and lets go what it was given`() throws {
    let loop = try Loop()
    let mailbox = loop.mailbox
    loop.close()
    #expect(mailbox.post {} == false)
  }

  @Test func `a loop thread runs its loop until it is stopped, and closes what is open on it`() throws {
    let fired = Locked(0)
    let thread = try LoopThread.start(name: "a name that is much too long") { loop in
      loop.addTimer(after: .zero, repeat: .milliseconds(1)) {
        let count = fired.withLock { count in
          count += 1
          return count
        }
        if count == 3 { loop.stop() }
      }
      loop.addTimer(after: .seconds(3_600)) {}
    }
    thread.join()
    #expect(fired.withLock { $0 } == 3)
  }

  @Test func `a signal reaches every watch`() throws {
    let seen = Box(0)
    try withLoop { loop in
      for _ in 0..<2 {
        try loop.addSignal(SIGUSR2) {
          seen.value += 1
          if seen.value == 2 { loop.stop() }
        }
      }
      loop.addTimer(after: .zero) { kill(getpid(), SIGUSR2) }
    }
    #expect(seen.value == 2)
  }
}
