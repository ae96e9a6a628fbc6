import EventLoop
import Glibc
import Testing

@Suite struct ChildProcessTests {
  @Test func `a child's exit code arrives`() throws {
    let exit = Box<ChildExit?>(nil)
    try withLoop { loop in
      _ = try loop.spawn(.init(executable: "/bin/sh", arguments: ["-c", "exit 7"])) { ended in
        exit.value = ended
        loop.stop()
      }
    }
    #expect(exit.value == .exited(code: 7))
  }

  @Test func `a child can be killed, and a signal after its end does nothing`() throws {
    let exit = Box<ChildExit?>(nil)
    try withLoop { loop in
      let child = try loop.spawn(
        .init(executable: "/bin/sleep", arguments: ["60"], standardOutput: .null, standardError: .null)
      ) { ended in
        exit.value = ended
        loop.stop()
      }
      #expect(child.processID > 0)
      loop.addTimer(after: .milliseconds(1)) { child.kill(signal: SIGKILL) }
      loop.addTimer(after: .seconds(60)) { child.kill(signal: SIGKILL) }
    }
    #expect(exit.value == .signalled(SIGKILL))
  }

  @Test func `environment, folder and standard output are what the options say`() throws {
    var pipeEnds: [Int32] = [0, 0]
    try #require(pipe(&pipeEnds) == 0)
    defer { close(pipeEnds[0]) }
    try withLoop { loop in
      let options = ChildProcessOptions(
        executable: "/bin/sh", arguments: ["-c", "echo $COLOUR $HOME-; pwd; cat"], environment: ["COLOUR=blue"],
        workingDirectory: "/usr", standardOutput: .descriptor(pipeEnds[1]))
      _ = try loop.spawn(options) { ended in
        #expect(ended == .exited(code: 0))
        loop.stop()
      }
      close(pipeEnds[1])
    }
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = read(pipeEnds[0], &bytes, 256)
    #expect(String(decoding: bytes[..<max(0, count)], as: UTF8.self) == "blue -\n/usr\n")
  }

  @Test func `a program that isn't there is an error at once`() throws {
    let loop = try Loop()
    defer { loop.close() }
    #expect {
      _ = try loop.spawn(.init(executable: "/nonexistent/program")) { _ in Issue.record("it never ran") }
    } throws: { error in
      (error as? LoopError)?.code == ENOENT
    }
  }
}
