/// One command of `usher`, such as `up` or `room set`.
struct Verb: Sendable {
  /// The words that name it.
  let name: String
  /// One line for the list of verbs.
  let summary: String
  /// What comes after the name, as help writes it; a name in brackets may be left out, dots say that it may come again.
  let positionals: [String]
  let options: [OptionSpecification]
  /// What else there is to know.
  let details: String
  let run: @Sendable (ParsedArguments, Terminal) throws(CommandFault) -> ExitCode

  init(
    _ name: String, _ summary: String, positionals: [String] = [], options: [OptionSpecification] = [],
    details: String = "", run: @escaping @Sendable (ParsedArguments, Terminal) throws(CommandFault) -> ExitCode
  ) {
    self.name = name
    self.summary = summary
    self.positionals = positionals
    self.options = options
    self.details = details
    self.run = run
  }

  var words: [String] { name.split(separator: " ").map(String.init) }
}
