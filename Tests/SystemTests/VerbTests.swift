import Foundation
import TestKit
import Testing

/// The command line as a program or a person meets it.
@Suite struct VerbTests {
  private func usher(_ words: String...) throws -> ProcessResult {
    try ProcessRunner.run([TestExecutable.usher()] + words)
  }

  @Test func helpNamesEachVerbAndEachVerbHasHelp() throws {
    let overview = try usher("--help")
    #expect(overview.succeeded && overview.errors.isEmpty)
    let verbs = [
      "up", "gateway", "admitter", "booking", "room list", "room show", "room set", "room pause", "room resume",
      "room apply", "event import", "config check", "fsck",
    ]
    for verb in verbs {
      #expect(overview.output.contains("\n  \(verb) "), "\(verb)")
      let help = try ProcessRunner.run(
        [TestExecutable.usher()] + verb.split(separator: " ").map(String.init) + ["--help"])
      #expect(help.succeeded && help.output.contains("usage: usher \(verb)"), "\(verb): \(help.output)\(help.errors)")
    }
    for later in ["rules", "simulate", "draw", "limits", "top", "relay", "mailer"] {
      #expect(!overview.output.contains("\n  \(later)"))
    }
  }

  @Test func theVersionIsOneLine() throws {
    #expect(try usher("--version").output.wholeMatch(of: #/usher \d+\.\d+\.\d+\n/#) != nil)
  }

  @Test(arguments: [
    [], ["fly"], ["room"], ["room", "fly"], ["room", "show"], ["room", "show", "a", "b"], ["up", "--fly"],
    ["up", "--listen"], ["up", "--listen", "somewhere"], ["config", "check"], ["gateway"],
    ["room", "list", "--admin", "ftp://x"],
  ])
  func wrongUseExitsWith2(words: [String]) throws {
    let result = try ProcessRunner.run([TestExecutable.usher()] + words)
    #expect(result.status == .exited(2), "\(words): \(result.errors)")
    #expect(result.output.isEmpty && !result.errors.isEmpty)
  }

  @Test func whatCannotBeReachedExitsWith3() throws {
    let folder = try TemporaryFolder()
    let token = try folder.write("token", "secret\n")
    let port = try FreePort.next()
    for words in [
      ["room", "list", "--data", folder.path], ["fsck", "--data", folder.path],
      ["config", "check", folder.file("none")],
      ["room", "list", "--admin", "http://127.0.0.1:\(port)", "--token-file", token],
      ["gateway", "--config", folder.file("none")], ["event", "import", folder.file("none"), "--data", folder.path],
    ] {
      let result = try ProcessRunner.run([TestExecutable.usher()] + words)
      #expect(result.status == .exited(3), "\(words): \(result.errors)")
    }
  }

  @Test func configCheckTellsEveryFaultWithItsPlace() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(
      "bad.yaml",
      """
      server:
        listen: nowhere
        workrs: 2
      rooms:
        demo:
          admit_rate: -1
      """)
    let result = try usher("config", "check", file)
    #expect(result.status == .exited(1))
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == 3)
    for (line, place) in zip(lines, [":2:11: ", ":3:3: ", ":6:17: "]) {
      #expect(line.hasPrefix(file + place), "\(line)")
    }
    let json = try usher("config", "check", file, "--json")
    let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    #expect((object?["faults"] as? [[String: Any]])?.compactMap { $0["line"] as? Int } == [2, 3, 6])
    let good = try folder.write("good.yaml", "rooms:\n  demo:\n    admit_rate: 10\n")
    #expect(try usher("config", "check", good).succeeded)
  }
}
