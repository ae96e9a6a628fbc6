import Foundation
import TestKit
import Testing

/// Whether a process of that id exists (a zombie counts as gone).
func isAlive(_ process: Int32) -> Bool {
  let text = FileManager.default.contents(atPath: "/proc/\(process)/stat").map { String(decoding: $0, as: UTF8.self) }
  guard let state = text?.split(separator: ")").last?.split(separator: " ").first else { return false }
  return state != "Z" && state != "X"
}

@Suite struct ProcessTests {
  @Test func capturesWhatAProgramSays() throws {
    let result = try ProcessRunner.run(["sh", "-c", "cat; echo wrong >&2; exit 3"], input: "in\n")
    #expect(result.status == .exited(3) && !result.succeeded)
    #expect(result.output == "in\n")
    #expect(result.errors == "wrong\n")
  }

  @Test func givesEnvironmentAndFolder() throws {
    let folder = try TemporaryFolder()
    let output = try ProcessRunner.check(
      ["sh", "-c", "echo $USHER_KIT; pwd"], environment: ["USHER_KIT": "here"], folder: folder.path)
    #expect(output == "here\n\(folder.path)\n")
  }

  @Test func killsWhatIsNotDoneInTime() throws {
    let fault = #expect(throws: TestKitFault.self) {
      try ProcessRunner.run(["sh", "-c", "echo started; exec sleep 60"], timeout: .milliseconds(300))
    }
    #expect(fault?.description.contains("started") == true)
  }

  @Test func saysThatAProgramIsMissing() {
    #expect(throws: TestKitFault.self) { try ProcessRunner.check(["no-such-program-here"]) }
  }

  @Test func waitsForALine() throws {
    let process = try RunningProcess(["sh", "-c", "echo first; sleep 0.2; echo ready 7; exec sleep 60"])
    #expect(try process.line { $0.hasPrefix("ready") } == "ready 7")
    #expect(process.isRunning)
    #expect(try process.stop() == .signalled(SIGTERM))
  }

  @Test func noLineFromAnEndedProgramIsAFault() throws {
    let process = try RunningProcess(["echo", "other"])
    #expect(throws: TestKitFault.self) { try process.line { $0 == "ready" } }
  }

  @Test func childrenDieWithTheirParent() throws {
    // A shell whose child has a parent-death signal, as every daemon of TestKit has. The child names itself: by then it
    // has the signal, and the shell may go.
    let shell = try RunningProcess(["sh", "-c", "setpriv --pdeathsig KILL sh -c 'echo $$; exec sleep 60' & wait"])
    let child = try #require(Int32(try shell.line { !$0.isEmpty }))
    #expect(isAlive(child))
    shell.kill()
    try waitUntil("the child's end") { !isAlive(child) }
  }

  @Test func temporaryFoldersGo() throws {
    var folder: TemporaryFolder? = try TemporaryFolder()
    let path = try #require(folder).write("a", "text")
    #expect(FileManager.default.fileExists(atPath: path))
    folder = nil
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func portsAreGivenOnce() throws {
    let ports = try (0..<20).map { _ in try FreePort.next() }
    #expect(Set(ports).count == ports.count)
  }
}
