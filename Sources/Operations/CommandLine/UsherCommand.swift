/// The command line of `usher`: finds the verb and runs it.
public struct UsherCommand {
  /// What `--version` prints.
  public static let version = "0.1.0"

  private let verbs: [Verb]
  private let externals: [ExternalVerb]
  private let terminal: Terminal

  public init(externals: [ExternalVerb]) { self.init(verbs: Verbs.all, externals: externals, terminal: Terminal()) }

  init(verbs: [Verb], externals: [ExternalVerb], terminal: Terminal) {
    self.verbs = verbs
    self.externals = externals
    self.terminal = terminal
  }

  /// Runs what `arguments` (without the program's name) say; gives the exit code of the process.
  public func run(_ arguments: [String]) -> Int32 {
    do {
      return try dispatch(arguments)
    } catch {
      terminal.note("usher: \(error.message)")
      if error.exitCode == .usage { terminal.note("`usher --help` lists what there is.") }
      return error.exitCode.rawValue
    }
  }

  private func dispatch(_ arguments: [String]) throws(CommandFault) -> Int32 {
    guard let first = arguments.first else {
      terminal.note(overview)
      return ExitCode.usage.rawValue
    }
    if ["--help", "-h", "help"].contains(first) { return try help(Array(arguments.dropFirst())) }
    if first == "--version" {
      terminal.say("usher \(UsherCommand.version)")
      return ExitCode.done.rawValue
    }
    if let external = externals.first(where: { $0.name == first }) { return external.run(Array(arguments.dropFirst())) }
    guard let verb = find(arguments) else {
      let family = verbs.filter { $0.words.first == first }
      guard !family.isEmpty else { throw .usage("no verb \(first)") }
      if arguments.dropFirst().contains(where: { ["--help", "-h"].contains($0) }) {
        terminal.emit(HelpText.overview(of: family))
        return ExitCode.done.rawValue
      }
      let names = family.map(\.name).joined(separator: ", ")
      throw .usage("\(arguments.prefix(2).joined(separator: " ")): it is one of \(names)")
    }
    let parsed = try ParsedArguments(Array(arguments.dropFirst(verb.words.count)), of: verb)
    if parsed.asksForHelp {
      terminal.emit(HelpText.text(of: verb))
      return ExitCode.done.rawValue
    }
    return try verb.run(parsed, terminal).rawValue
  }

  private func help(_ words: [String]) throws(CommandFault) -> Int32 {
    if let external = externals.first(where: { [$0.name] == words }) { return external.run(["--help"]) }
    if words.isEmpty {
      terminal.emit(overview)
    } else if let verb = find(words) {
      terminal.emit(HelpText.text(of: verb))
    } else {
      let family = verbs.filter { $0.words.starts(with: words) }
      guard !family.isEmpty else { throw .usage("no verb \(words.joined(separator: " "))") }
      terminal.emit(HelpText.overview(of: family))
    }
    return ExitCode.done.rawValue
  }

  private func find(_ arguments: [String]) -> Verb? { verbs.first { arguments.starts(with: $0.words) } }

  private var overview: String {
    let listed = externals.map { external in
      Verb(external.name, external.summary) { _, _ in .usage }
    }
    return HelpText.overview(of: verbs + listed)
  }
}
