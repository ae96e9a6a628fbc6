import Assets
import Foundation
import Testing

/// The embedded list against the files on disk: what a build would miss if somebody forgot `embed-assets.sh`.
@Suite struct AssetsTests {
  static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// All files under lua/, sql/ and pages/ but hidden ones, by their path from the top.
  static func filesOnDisk() throws -> [String] {
    var found: [String] = []
    for folder in ["lua", "sql", "pages"] {
      let top = repository.appending(path: folder)
      guard let walk = FileManager.default.enumerator(atPath: top.path) else { continue }
      for case let name as String in walk where !name.split(separator: "/").contains(where: { $0.hasPrefix(".") }) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: top.appending(path: name).path, isDirectory: &isFolder) else {
          continue
        }
        if !isFolder.boolValue { found.append("\(folder)/\(name)") }
      }
    }
    return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  @Test func everyFileIsListedInByteOrder() throws {
    let onDisk = try Self.filesOnDisk()
    #expect(!onDisk.isEmpty)
    #expect(Assets.list(prefix: "") == onDisk, "run Tests/Tools/embed-assets.sh")
  }

  @Test func everyFileIsFoundWithTheBytesOnDisk() throws {
    for path in try Self.filesOnDisk() {
      let onDisk = try Data(contentsOf: Self.repository.appending(path: path))
      let embedded = try #require(Assets.bytes(path), "\(path) is not embedded")
      #expect(Data(embedded) == onDisk, "\(path): the binary holds other bytes than the file; was it rebuilt?")
    }
  }

  @Test func whatIsNotThereIsNil() {
    #expect(Assets.bytes("") == nil)
    #expect(Assets.bytes("sql/migrations/0001-rooms.sq") == nil)
    #expect(Assets.bytes("sql/migrations/0001-rooms.sqlx") == nil)
    #expect(Assets.page("../sql/migrations/0001-rooms.sql") == nil)
    #expect(Assets.list(prefix: "nowhere/").isEmpty)
  }

  @Test func namesLeadToTheirFolders() {
    #expect(Assets.sql("migrations/0001-rooms").contains("CREATE TABLE rooms"))
    #expect(Assets.list(prefix: "sql/migrations/").first == "sql/migrations/0001-rooms.sql")
    #expect(Assets.page("usher.css") != nil)
  }
}
