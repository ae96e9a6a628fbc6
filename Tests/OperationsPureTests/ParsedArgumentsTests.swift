import Testing

@testable import Operations

@Suite struct ParsedArgumentsTests {
  private static let rate = OptionSpecification("--rate", "N", "how many")
  private let verb = Verb(
    "room set", "sets", positionals: ["ROOM", "KEY=VALUE..."], options: [.json, rate]
  ) { _, _ in .done }

  private func parse(_ words: String...) throws -> ParsedArguments { try ParsedArguments(words, of: verb) }

  @Test func takesOptionsInAnyPlaceAndForm() throws {
    let parsed = try parse("demo", "--json", "a=1", "--rate", "5", "b=2")
    #expect(parsed.positionals == ["demo", "a=1", "b=2"])
    #expect(parsed.wantsJSON && parsed[ParsedArgumentsTests.rate] == "5")
    #expect(try parse("demo", "a=1", "--rate=5=6")[ParsedArgumentsTests.rate] == "5=6")
    #expect(try parse("--", "--json", "a=1").positionals == ["--json", "a=1"])
    #expect(try parse("-", "a=1").positionals == ["-", "a=1"])
  }

  @Test(arguments: [
    ["demo"], [], ["demo", "a=1", "--nope"], ["demo", "a=1", "--rate"], ["demo", "a=1", "--rate="],
    ["demo", "a=1", "--rate", "1", "--rate", "2"], ["demo", "a=1", "--json=yes"], ["demo", "a=1", "-x"],
  ])
  func refusesWhatTheVerbDoesNotTake(words: [String]) {
    let fault = #expect(throws: CommandFault.self) { try ParsedArguments(words, of: verb) }
    #expect(fault?.exitCode == .usage)
  }

  @Test func helpNeedsNothingElse() throws {
    #expect(try parse("--help").asksForHelp)
    #expect(try parse("-h").asksForHelp)
  }

  @Test func oneWordTooManyIsNamed() {
    let single = Verb("config check", "checks", positionals: ["FILE"]) { _, _ in .done }
    let fault = #expect(throws: CommandFault.self) { try ParsedArguments(["a", "b"], of: single) }
    #expect(fault?.message.contains("b is one word too many") == true)
  }
}
