import EventLoop
import Foundation
import TestKit
import Testing

@testable import Operations

/// Supervision of real processes, on the test's own loop.
@Suite struct SupervisionTests {
  /// A loop that gives up after 20 s, so that a fault here ends as one.
  private func withLoop(_ body: (Loop) throws -> Void) throws {
    let loop = try Loop()
    defer { loop.close() }
    loop.addTimer(after: .seconds(20)) {
      Issue.record("the loop did not stop in time")
      loop.stop()
    }
    try body(loop)
    loop.run()
  }

  /// Does `body` once, as soon as the condition holds.
  private func when(_ loop: Loop, _ condition: @escaping () -> Bool, _ body: @escaping () -> Void) {
    var timer: LoopTimer?
    timer = loop.addTimer(after: .zero, repeat: .milliseconds(10)) {
      guard condition() else { return }
      timer?.cancel()
      body()
    }
  }

  private func process(
    _ loop: Loop, _ name: String, _ script: String, in folder: TemporaryFolder,
    notes: @escaping (String) -> Void = { _ in }
  ) throws -> SupervisedProcess {
    SupervisedProcess(
      loop: loop, name: name, command: ["sh", "-c", script], log: try LogFile(folder.file(name + ".log")), note: notes)
  }

  @Test func whoIsKilledComesBack() throws {
    let folder = try TemporaryFolder()
    var notes: [String] = []
    try withLoop { loop in
      let child = try process(loop, "child", "exec sleep 60", in: folder) { notes.append($0) }
      child.start()
      let first = try #require(child.processID)
      kill(first, SIGKILL)
      when(loop, { child.processID.map { $0 != first } == true }) { child.stop { loop.stop() } }
    }
    #expect(notes.count == 1 && notes[0].contains("killed by signal 9") && notes[0].contains("100 ms"))
  }

  @Test func whoEndsAtOnceIsStartedEverMoreSlowly() throws {
    let folder = try TemporaryFolder()
    var notes: [String] = []
    try withLoop { loop in
      let child = try process(loop, "child", "echo wrong; exit 3", in: folder) { notes.append($0) }
      child.start()
      when(loop, { child.starts == 4 && child.processID == nil }) { child.stop { loop.stop() } }
    }
    #expect(notes.prefix(3).map { $0.contains("exited with 3") } == [true, true, true])
    #expect(notes[2].contains("400 ms"))
    #expect(folder.read("child.log").hasPrefix("wrong\nwrong\nwrong\n"))
  }

  @Test func aMissingProgramIsTriedAgainToo() throws {
    let folder = try TemporaryFolder()
    var notes: [String] = []
    try withLoop { loop in
      let child = SupervisedProcess(
        loop: loop, name: "child", command: ["/no/such/program"], log: try LogFile(folder.file("child.log"))
      ) { notes.append($0) }
      child.start()
      when(loop, { notes.count == 2 }) { child.stop { loop.stop() } }
    }
    #expect(notes.allSatisfy { $0.contains("can't be started") })
  }

  @Test func usersEndBeforeWhatTheyUse() throws {
    let folder = try TemporaryFolder()
    let order = folder.file("order")
    try withLoop { loop in
      let script = { (name: String) in
        "trap 'echo \(name) >> \(order); exit 0' TERM; echo up > \(folder.file(name)); while :; do sleep 0.05; done"
      }
      let group = ProcessGroup()
      group.start([try process(loop, "store", script("store"), in: folder)])
      group.start([try process(loop, "user", script("user"), in: folder)])
      #expect(group.all.map(\.name) == ["store", "user"])
      when(loop, { folder.read("store") == "up\n" && folder.read("user") == "up\n" }) { group.stop { loop.stop() } }
    }
    #expect(folder.read("order") == "user\nstore\n")
  }

  @Test func whoIgnoresTheSignalIsKilledWhenTheUserInsists() throws {
    let folder = try TemporaryFolder()
    try withLoop { loop in
      let group = ProcessGroup()
      group.start([
        try process(
          loop, "deaf", "trap '' TERM; echo up > \(folder.file("deaf")); while :; do sleep 0.05; done", in: folder)
      ])
      when(loop, { folder.read("deaf") == "up\n" }) {
        group.stop { loop.stop() }
        loop.addTimer(after: .milliseconds(50)) { group.kill() }
      }
    }
  }
}
