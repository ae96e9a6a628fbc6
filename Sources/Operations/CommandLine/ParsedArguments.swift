/// What follows a verb on the command line, checked against what the verb takes.
struct ParsedArguments: Equatable {
  private(set) var positionals: [String] = []
  private var values: [String: String] = [:]
  private var switches: Set<String> = []

  /// `--name value`, `--name=value`, switches and positionals in any order; `--` ends the options.
  init(_ arguments: [String], of verb: Verb) throws(CommandFault) {
    var rest = arguments[...]
    var optionsEnded = false
    while let word = rest.popFirst() {
      if optionsEnded || !word.hasPrefix("-") || word == "-" {
        positionals.append(word)
      } else if word == "--" {
        optionsEnded = true
      } else {
        try take(word, &rest, of: verb)
      }
    }
    guard !asksForHelp else { return }
    let least = verb.positionals.count { !$0.hasPrefix("[") }
    let most = verb.positionals.last?.contains("...") == true ? Int.max : verb.positionals.count
    if positionals.count < least {
      throw .usage("\(verb.name): \(verb.positionals[positionals.count]) is missing")
    }
    if positionals.count > most { throw .usage("\(verb.name): \(positionals[most]) is one word too many") }
  }

  /// The value of an option that has one.
  subscript(_ option: OptionSpecification) -> String? { values[option.name] }

  func has(_ option: OptionSpecification) -> Bool { switches.contains(option.name) }

  var asksForHelp: Bool { has(.help) }
  var wantsJSON: Bool { has(.json) }

  private mutating func take(_ word: String, _ rest: inout ArraySlice<String>, of verb: Verb) throws(CommandFault) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let name = parts[0] == "-h" ? OptionSpecification.help.name : parts[0]
    let known = verb.options + [.help]
    guard let option = known.first(where: { $0.name == name }) else {
      throw .usage("\(verb.name): no option \(name); it takes \(known.map(\.name).joined(separator: ", "))")
    }
    if option.value == nil {
      guard parts.count == 1 else { throw .usage("\(verb.name): \(name) takes no value") }
      switches.insert(name)
      return
    }
    guard values[name] == nil else { throw .usage("\(verb.name): \(name) is there twice") }
    guard let value = parts.count > 1 ? parts[1] : rest.popFirst(), !value.isEmpty else {
      throw .usage("\(verb.name): \(name) wants \(option.value ?? "a value")")
    }
    values[name] = value
  }
}
