/// What `--help` prints.
enum HelpText {
  static func overview(of verbs: [Verb]) -> String {
    let width = (verbs.map { signature($0).count }.max() ?? 0) + 2
    let list = verbs.map { "  " + padded(signature($0), to: width) + $0.summary + "\n" }.joined()
    return """
      usher: a waiting room and admission gateway

      usage: usher VERB [ARGUMENTS]

      \(list)
      `usher VERB --help` tells more. Exit codes: 0 done, 1 found a fault, 2 wrong use, 3 could not reach something.

      """
  }

  static func text(of verb: Verb) -> String {
    var text = "usage: usher \(signature(verb))\(verb.options.isEmpty ? "" : " [OPTIONS]")\n\n\(verb.summary)\n"
    if !verb.details.isEmpty { text += "\n\(verb.details)\n" }
    let options = verb.options + [.help]
    let heads = options.map { $0.name + ($0.value.map { " \($0)" } ?? "") }
    let width = (heads.map(\.count).max() ?? 0) + 2
    text += "\noptions:\n"
    for (head, option) in zip(heads, options) { text += "  " + padded(head, to: width) + option.help + "\n" }
    return text
  }

  private static func signature(_ verb: Verb) -> String { ([verb.name] + verb.positionals).joined(separator: " ") }

  private static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
