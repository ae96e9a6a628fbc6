import Primitives

extension LoadOptions {
  /// Reads `--name VALUE` and `--name=VALUE`.
  init(_ arguments: [String]) throws(LoadFault) {
    self.init()
    var rest = arguments[...]
    while let word = rest.popFirst() {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let name = parts[0]
      if let field = LoadOptions.switches[name] {
        guard parts.count == 1 else { throw .usage("\(name) takes no value") }
        self[keyPath: field] = true
        continue
      }
      guard LoadOptions.valued.contains(name) else { throw .usage("no option \(name); `usher load --help` lists them") }
      guard let value = parts.count > 1 ? parts[1] : rest.popFirst(), !value.isEmpty else {
        throw .usage("\(name) wants a value")
      }
      guard try take(name, value) else {
        throw .usage("\(name) \(value): \(LoadOptions.expectation(of: name))")
      }
    }
  }

  private static var switches: [String: WritableKeyPath<LoadOptions, Bool>] {
    ["--json": \.wantsJSON, "--help": \.wantsHelp, "-h": \.wantsHelp, "--chaos": \.manners.toleratesFaults]
  }

  private static let valued: Set<String> = [
    "--url", "--data", "--config", "--event", "--room", "--users", "--spike", "--robots", "--seats-max", "--think",
    "--pay-share", "--time-limit", "--seed", "--processes", "--burst", "--robot-tries",
  ]

  private static func expectation(of name: String) -> String {
    switch name {
    case "--users", "--robot-tries": "expected a number from 1 to 1000000"
    case "--spike", "--think", "--time-limit": "expected a duration such as 500ms, 20s, 5m or 1h, at most 24h"
    case "--robots", "--pay-share": "expected a share such as 10% or 0.1"
    case "--seats-max": "expected a number from 1 to 10"
    case "--processes": "expected a number from 1 to 256"
    case "--seed": "expected a number"
    case "--burst": "expected a number such as 5 or 2.5"
    case "--event", "--room": "expected lower-case letters, digits and hyphens, at most 40"
    default: "expected a value"
    }
  }

  /// False if the value isn't what the option wants.
  private mutating func take(_ name: String, _ value: String) throws(LoadFault) -> Bool {
    func number(_ range: ClosedRange<Int>) -> Int? { Int(value).flatMap { range.contains($0) ? $0 : nil } }
    func duration() -> Duration? { Quantity.duration(value).flatMap { $0 <= .seconds(86_400) ? $0 : nil } }
    switch name {
    case "--url": url = value
    case "--data": data = value
    case "--config": config = value
    case "--event", "--room":
      guard LoadOptions.isName(value) else { return false }
      if name == "--event" { event = value } else { room = value }
    case "--users": return set(\.users, number(1...1_000_000))
    case "--robot-tries": return set(\.manners.robotTries, number(1...1_000_000))
    case "--seats-max": return set(\.manners.seatsMax, number(1...10))
    case "--processes": return set(\.processes, number(1...256))
    case "--seed": return set(\.seed, UInt64(value))
    case "--spike": return set(\.spike, duration())
    case "--think": return set(\.manners.think, duration())
    case "--time-limit": return set(\.timeLimit, duration().flatMap { $0 > .zero ? $0 : nil })
    case "--robots": return set(\.robotsPerMillion, Quantity.share(value))
    case "--pay-share": return set(\.manners.payShare, Quantity.share(value).map { Double($0) / 1e6 })
    case "--burst": return set(\.burst, Quantity.decimal(value, places: 6).map { Double($0) / 1e6 })
    default: return false
    }
    return true
  }

  private mutating func set<Value>(_ field: WritableKeyPath<LoadOptions, Value>, _ value: Value?) -> Bool {
    guard let value else { return false }
    self[keyPath: field] = value
    return true
  }

  private mutating func set<Value>(_ field: WritableKeyPath<LoadOptions, Value?>, _ value: Value?) -> Bool {
    guard let value else { return false }
    self[keyPath: field] = value
    return true
  }

  private static func isName(_ text: String) -> Bool {
    (1...40).contains(text.utf8.count)
      && text.utf8.allSatisfy { $0.isASCIILowercaseLetter || $0.isASCIIDigit || $0 == UInt8(ascii: "-") }
  }
}
