import Testing

/// Each rule refuses a bad sample and passes the good one beside it.
@Suite struct RuleTests {
  private let manifest = """
    let house: [(name: String, imports: [String])] = [
      ("Primitives", []),
      ("EventLoop", ["Primitives", "CLibUV"]),
      (
        "Gateway",
        [
          "Primitives", "EventLoop",
        ]
      ),
      ("Operations", ["Gateway"]),
    ]

    let systemLibraries = ["CLibUV"]
    let ownLibraries = ["CAssets"]
    """

  private func imports(_ text: String, in path: String) -> [Violation] {
    ImportRule(house: HouseTable(manifest: manifest)).violations(in: SourceFile(path: path, text: text))
  }

  @Test(arguments: [
    ("import Primitives", "Sources/Gateway/A.swift"), ("public import EventLoop", "Sources/Gateway/A.swift"),
    ("internal import CLibUV", "Sources/EventLoop/A.swift"), ("import Glibc", "Sources/Primitives/A.swift"),
    ("import FoundationEssentials", "Sources/Operations/A.swift"), ("// import Foundation", "Sources/Gateway/A.swift"),
    ("let a = \"import Foundation\"", "Sources/Gateway/A.swift"), ("import Foundation", "Tests/GatewayTests/A.swift"),
  ])
  func importsOfTheTablePass(text: String, path: String) { #expect(imports(text, in: path) == []) }

  @Test(arguments: [
    ("import EventLoop", "Sources/Primitives/A.swift"), ("import Foundation", "Sources/Operations/A.swift"),
    ("import FoundationEssentials", "Sources/Gateway/A.swift"),
    ("import FoundationNetworking", "Sources/Gateway/A.swift"),
    ("import CLibUV", "Sources/EventLoop/A.swift"), ("public import CLibUV", "Sources/EventLoop/A.swift"),
    ("internal import CLibUV", "Sources/Gateway/A.swift"), ("import struct Foundation.Date", "Sources/Gateway/A.swift"),
    ("@preconcurrency import Dispatch", "Sources/Gateway/A.swift"), ("import Testing", "Sources/Gateway/A.swift"),
    ("let a = 1", "Sources/Unknown/A.swift"), ("import Primitives", "Sources/usher/main.swift"),
  ])
  func importsBesideTheTableAreRefused(text: String, path: String) { #expect(imports(text, in: path).count == 1) }

  @Test func arrowsPointUp() {
    func house(_ text: String) -> [Violation] {
      HouseRule().violations(in: SourceFile(path: "Package.swift", text: text))
    }
    let sound = manifest.replacing("\"Primitives\", \"CLibUV\"", with: "\"Primitives\", \"CLibUV\", \"CAssets\"")
    #expect(house(sound) == [])
    #expect(house(sound.replacing("(\"Primitives\", [])", with: "(\"Primitives\", [\"Gateway\"])")).count == 1)
    #expect(house(sound.replacing("[\"Gateway\"]", with: "[\"Gateway\", \"CLibUV\"]")).count == 1)
    #expect(house("let other = 1").count == 1)
  }

  @Test func longFilesAndFunctionsAreRefused() {
    func lengths(_ text: String) -> [Violation] {
      LengthRule().violations(in: SourceFile(path: "Sources/Gateway/A.swift", text: text))
    }
    func lines(_ count: Int) -> String { String(repeating: "  let a = 1\n", count: count) }
    #expect(lengths(lines(400)) == [])
    #expect(lengths(lines(401)).count == 1)
    #expect(lengths("func a(\n  b: Int\n) {\n\(lines(66))}\n") == [])
    #expect(lengths("func a(\n  b: Int\n) {\n\(lines(67))}\n").count == 1)
    #expect(lengths("struct S {\n  init() {\n\(lines(69))  }\n}\n").count == 1)
    #expect(lengths("struct S {\n\(lines(200))}\n") == [])
    #expect(lengths("struct S {\n\(lines(40))}\nenum E: Error {\n\(lines(5))}\n") == [])
    #expect(lengths("struct S {\n\(lines(50))}\nclass C {\n\(lines(39))}\n").count == 1)
    #expect(lengths("struct S {\n\(lines(50))}\nprivate class C {\n\(lines(39))}\n") == [])
  }

  @Test(arguments: [
    "print(1)", "dump(value)", "Task { await work() }", "Task.detached { }", "Task(priority: .high) {",
    "let task = Task {", "run(Task { })", "items.map { item in Task { } }",
    "DispatchQueue.main", "let a = try! b()", "fatalError()",
    "preconditionFailure( )", "Thread.detachNewThread { }",
  ])
  func bannedCallsAreRefused(text: String) {
    let violations = BannedCallRule().violations(in: SourceFile(path: "Sources/Gateway/A.swift", text: text))
    #expect(violations.count == 1)
  }

  @Test(arguments: [
    "// print(1)", "let a = \"print(1)\"", "writer.print(1)", "fingerprint(1)", "/* try! */ let a = 1",
    "let a = #\"a \"quoted\" try! \"#", "let text = \"\\(first(\"a\")) Task { \"", "fatalError(\"why\")",
    "actor.Task {", "private struct Task {", "func task() -> Task {",
  ])
  func whatOnlyLooksBannedPasses(text: String) {
    #expect(BannedCallRule().violations(in: SourceFile(path: "Sources/Gateway/A.swift", text: text)) == [])
  }

  @Test func testsAndTheProgramMayPrint() {
    for path in ["Tests/GatewayTests/A.swift", "Sources/usher/A.swift"] {
      #expect(BannedCallRule().violations(in: SourceFile(path: path, text: "print(1)")) == [])
    }
  }

  @Test func sleepsNeedAReason() {
    func sleeps(_ text: String, in path: String = "Tests/GatewayTests/A.swift") -> Int {
      SleepRule().violations(in: SourceFile(path: path, text: text)).count
    }
    #expect(sleeps("usleep(1)") == 1)
    #expect(sleeps("try await Task.sleep(for: .seconds(1))") == 1)
    #expect(sleeps("sql.sleep(1)") == 0)
    #expect(sleeps("// A sleep, because the clock is what is tested.\nusleep(1)") == 0)
    #expect(sleeps("// A sleep, because.\nusleep(1)", in: "Sources/Gateway/A.swift") == 1)
    #expect(sleeps("usleep(1)", in: "Tests/TestKit/A.swift") == 0)
  }

  @Test func uncheckedNeedsAReason() {
    func unchecked(_ text: String, _ path: String) -> [Violation] {
      UncheckedRule().violations(in: SourceFile(path: path, text: text))
    }
    let bare = "final class A: @unchecked " + "Sendable {}"
    #expect(unchecked(bare, "Sources/Gateway/A.swift").count == 1)
    #expect(unchecked(bare, "Sources/EventLoop/A.swift") == [])
    #expect(unchecked("// Sendable: written once, before any thread starts.\n" + bare, "Sources/Gateway/A.swift") == [])
    #expect(unchecked("swift build -Xswiftc -O" + "unchecked", "Makefile").count == 1)
  }

  @Test(arguments: ["// TO" + "DO later", "# FIX" + "ME: this", "see /ho" + "me/anna/notes", "\"/wor" + "k/main\""])
  func marksAndMachinePathsAreRefused(text: String) {
    #expect(MarkerRule().violations(in: SourceFile(path: "docs/a.md", text: text)).count == 1)
  }

  @Test(arguments: [
    "// TO" + "DO(#12): later", "a todo list", "the /homepage", "GET /work", "path/home/x", "$HOME/root/x",
  ])
  func otherTextPasses(text: String) {
    #expect(MarkerRule().violations(in: SourceFile(path: "docs/a.md", text: text)) == [])
  }

  @Test func scriptHeadsAreWhole() {
    func heads(_ text: String, in path: String = "lua/room/a.lua") -> Int {
      ScriptHeadRule().violations(in: SourceFile(path: path, text: text)).count
    }
    let whole = """
      -- Parts: turn
      --
      -- Takes a place at the end of the line, unless the caller has one.
      --
      -- KEYS   1 line
      -- ARGV   1 now
      -- Reply  the place
      -- Cost   O(1)
      return 1
      """
    #expect(heads(whole) == 0)
    #expect(heads(whole.replacing("-- Cost ", with: "-- Price ")) == 1)
    #expect(
      heads(whole.replacing("-- Takes a place at the end of the line, unless the caller has one.", with: "--")) == 1)
    #expect(heads("return 1") == 5)
    #expect(heads("return 1", in: "lua/parts/a.lua") == 0)
    #expect(heads("return 1", in: "lua/prelude.lua") == 0)
  }

  @Test func unlistedFilesAreRefused() {
    let rule = EmbeddedFileRule(list: "ASSET(\"lua/a.lua\", lua_a_lua),")
    #expect(rule.violations(in: SourceFile(path: "lua/a.lua", text: "")) == [])
    #expect(rule.violations(in: SourceFile(path: "lua/b.lua", text: "")).count == 1)
    #expect(rule.violations(in: SourceFile(path: "docs/b.md", text: "")) == [])
  }
}
