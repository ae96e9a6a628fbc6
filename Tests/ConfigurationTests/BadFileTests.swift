import Configuration
import Testing

/// Each file under `bad/` is named after what is wrong with it, and begins with what is said of it: one line
/// `# expect: line:column: message` for each fault.
@Suite struct BadFileTests {
  static let names = (try? Files.names(in: "Tests/ConfigurationTests/bad")) ?? []

  @Test func thereAreFiles() { #expect(Self.names.count > 40) }

  @Test(arguments: names)
  func saysWhatIsWrong(_ name: String) throws {
    let text = try Files.text("Tests/ConfigurationTests/bad/\(name)")
    let lead = "# expect: "
    let expected = text.split(separator: "\n").prefix { $0.hasPrefix(lead) }.map { String($0.dropFirst(lead.count)) }
    #expect(name.hasSuffix(".yaml"))
    #expect(!expected.isEmpty)
    #expect(faults(text) == expected)
  }
}
