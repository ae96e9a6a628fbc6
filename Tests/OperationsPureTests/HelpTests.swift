import Testing

@testable import Operations

@Suite struct HelpTests {
  @Test func theOverviewListsEachVerb() {
    let text = HelpText.overview(of: Verbs.all)
    for verb in Verbs.all { #expect(text.contains("  \(verb.name)")) }
  }

  @Test func eachVerbsHelpNamesItsOptions() {
    for verb in Verbs.all {
      let text = HelpText.text(of: verb)
      #expect(text.hasPrefix("usage: usher \(verb.name)"))
      for option in verb.options { #expect(text.contains("\n  \(option.name)"), "\(verb.name) \(option.name)") }
      #expect(text.split(separator: "\n").allSatisfy { $0.count <= 120 }, "\(verb.name)")
    }
  }

  @Test func noNameHidesAnother() {
    for verb in Verbs.all {
      let hiding = Verbs.all.filter { $0.name != verb.name && verb.words.starts(with: $0.words) }
      #expect(hiding.isEmpty, "\(hiding.map(\.name)) hides \(verb.name)")
    }
  }
}
