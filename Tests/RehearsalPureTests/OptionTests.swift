import Primitives
import Testing

@testable import Rehearsal

@Suite struct OptionTests {
  private func message(_ arguments: [String]) -> String {
    do throws(LoadFault) {
      _ = try LoadOptions(arguments)
      return "taken"
    } catch {
      return "\(error.kind.rawValue) \(error.message)"
    }
  }

  @Test func `every option is read, in both forms`() throws {
    let options = try LoadOptions([
      "--users", "20000", "--spike=20s", "--robots", "10%", "--event", "demo-ga", "--room=other", "--seats-max", "3",
      "--think", "1500ms", "--pay-share", "0.5", "--time-limit", "15m", "--burst", "2.5", "--chaos", "--seed", "42",
      "--processes", "4", "--robot-tries", "5", "--json", "--url", "http://127.0.0.1:8080", "--data", "d", "--config",
      "c",
    ])
    #expect(options.users == 20_000 && options.spike == .seconds(20) && options.robotsPerMillion == 100_000)
    #expect(options.event == "demo-ga" && options.roomName == "other" && options.burst == 2.5 && options.seed == 42)
    #expect(
      options.manners
        == Manners(seatsMax: 3, think: .milliseconds(1_500), payShare: 0.5, robotTries: 5, toleratesFaults: true))
    #expect(options.timeLimit == .seconds(900) && options.processes == 4 && options.wantsJSON && !options.wantsHelp)
    #expect(options.url == "http://127.0.0.1:8080" && options.data == "d" && options.config == "c")
    #expect(try LoadOptions([]) == LoadOptions() && LoadOptions(["-h"]).wantsHelp && LoadOptions().roomName == "demo")
  }

  @Test(arguments: [
    (["--users", "0"], "2 --users 0: expected a number from 1 to 1000000"), (["--users"], "2 --users wants a value"),
    (["--users="], "2 --users wants a value"),
    (["--robots", "110%"], "2 --robots 110%: expected a share such as 10% or 0.1"),
    (["--spike", "20"], "2 --spike 20: expected a duration such as 500ms, 20s, 5m or 1h, at most 24h"),
    (["--time-limit", "0"], "2 --time-limit 0: expected a duration such as 500ms, 20s, 5m or 1h, at most 24h"),
    (["--think", "25h"], "2 --think 25h: expected a duration such as 500ms, 20s, 5m or 1h, at most 24h"),
    (["--event", "A/b"], "2 --event A/b: expected lower-case letters, digits and hyphens, at most 40"),
    (["--json=1"], "2 --json takes no value"), (["--what"], "2 no option --what; `usher load --help` lists them"),
    (["demo"], "2 no option demo; `usher load --help` lists them"),
    (["--seed", "-1"], "2 --seed -1: expected a number"),
  ])
  func `what is wrong is named, with what would be right`(_ arguments: [String], _ expected: String) {
    #expect(message(arguments) == expected)
  }

  @Test func `help names every option`() {
    for name in [
      "--users", "--spike", "--robots", "--event", "--room", "--seats-max", "--think", "--pay-share", "--time-limit",
      "--burst", "--chaos", "--seed", "--processes", "--robot-tries", "--json", "--url", "--data", "--config",
    ] {
      #expect(LoadUsage.text.contains("\(name) "), "\(name)")
    }
  }

  @Test(arguments: [
    ("20s", 20_000), ("500ms", 500), ("1.5m", 90_000), ("2h", 7_200_000), ("0", 0), ("0.0005s", nil), ("s", nil),
    ("-1s", nil), ("1e3s", nil), ("20", nil), ("1 s", nil), ("", nil), ("5x", nil),
  ])
  func `durations`(_ text: String, _ milliseconds: Int?) {
    #expect(Quantity.duration(text) == milliseconds.map { .milliseconds($0) })
  }

  @Test(arguments: [
    ("10%", 100_000), ("0.1", 100_000), ("100%", 1_000_000), ("1", 1_000_000), ("0", 0), ("12.5%", 125_000),
    ("101%", nil), ("x", nil), ("-1%", nil),
  ])
  func `shares`(_ text: String, _ perMillion: Int?) { #expect(Quantity.share(text) == perMillion) }

  @Test(arguments: [
    ("http://127.0.0.1:8080", "127.0.0.1:8080"), ("HTTP://[::1]:80/", "[::1]:80"),
    ("http://localhost:8080", "127.0.0.1:8080"),
    ("https://127.0.0.1:8080", nil), ("http://127.0.0.1", nil), ("http://example.org:80", nil),
    ("http://127.0.0.1:8080/x", nil),
    ("127.0.0.1:8080", nil), ("http://unix:/x", nil),
  ])
  func `addresses`(_ url: String, _ host: String?) { #expect(SaleAddress(url: url)?.host == host) }
}
