import Booking
import Configuration
import Foundation
import Primitives
import TestKit
import Testing

@testable import Operations

/// What the documents show does work.
@Suite struct DocumentationTests {
  private func url(of name: String) -> URL {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url.appendingPathComponent(name)
  }

  private func document(_ name: String) throws -> String {
    try String(contentsOf: url(of: name), encoding: .utf8)
  }

  private func example(_ language: String, in name: String) throws -> String {
    let text = try document(name)
    let parts = text.components(separatedBy: "```\(language)\n")
    return try #require(parts.dropFirst().first?.components(separatedBy: "```").first, "no \(language) in \(name)")
  }

  @Test func theReadmesConfigurationHasNoFault() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("shop.yaml", example("yaml", in: "README.md"))
    let configuration = try ConfigurationFile.load(file)
    #expect(configuration.rooms.map(\.id) == ["spring-sale"] && configuration.routes.count == 2)
  }

  @Test func theEventFilesExampleIsOne() throws {
    let bytes = Array(try example("json", in: "docs/event-file.md").utf8)
    let event = try bytes.withUnsafeBytes { try EventDocument(json: ByteView($0)) }
    #expect(event.id == "gala-2031" && event.seats.map(\.tier) == ["stalls", "circle"])
  }

  @Test func theReadmeNamesWhatIsThere() throws {
    let readme = try document("README.md")
    for verb in Verbs.all {
      let last = try #require(verb.words.last)
      #expect(readme.contains(last), "README.md does not name \(verb.name)")
    }
    for match in readme.matches(of: #/\]\(([^)#]+)\)/#) {
      #expect(FileManager.default.fileExists(atPath: url(of: String(match.1)).path), "README.md leads to \(match.1)")
    }
  }
}
