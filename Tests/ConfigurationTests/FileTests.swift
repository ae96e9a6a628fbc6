import Configuration
import Foundation
import Testing

@Suite struct FileTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("usher-\(UUID().uuidString)")

  private func file(_ name: String, _ text: String, mode: Int = 0o600) throws -> String {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let path = folder.appendingPathComponent(name).path
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    return path
  }

  @Test func loadsAFile() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = try file("usher.yaml", "server: {workers: 3}\nbooking: {listen: \"unix:b.sock\"}\n")
    let loaded = try ConfigurationFile.load(path)
    #expect(loaded.server.workers == 3)
    #expect(loaded.booking.listen == .unix(path: folder.appendingPathComponent("b.sock").path))
    #expect(loaded.dataFolder == folder.appendingPathComponent(".usher").path)
  }

  @Test func namesTheFileInItsFaults() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = try file("usher.yaml", "servr: 1\n")
    let faults = #expect(throws: ConfigurationFaults.self) { try ConfigurationFile.load(path) }
    #expect(faults?.description == "\(path):1:1: the configuration has no key `servr`; did you mean `server`?")
    let missing = #expect(throws: ConfigurationFaults.self) { try ConfigurationFile.load("/no/such/file.yaml") }
    #expect(missing?.description == "/no/such/file.yaml: cannot be opened: No such file or directory")
    let aFolder = #expect(throws: ConfigurationFaults.self) { try ConfigurationFile.load(folder.path) }
    #expect(aFolder?.description == "\(folder.path): is not a regular file")
    let huge = try file("huge.yaml", String(repeating: "#", count: 1_048_577))
    #expect(throws: ConfigurationFaults.self) { try ConfigurationFile.load(huge) }
  }

  @Test func secretsAreForTheOwnerAlone() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(try SecretFile.read(try file("good", "secret\r\n\n")) == Array("secret".utf8))
    for mode in [0o640, 0o604, 0o620, 0o644] {
      let path = try file("mode-\(mode)", "secret", mode: mode)
      let fault = #expect(throws: FileFault.self) { try SecretFile.read(path) }
      #expect(fault?.description == "the secret file \(path) can be read by others; take that away with `chmod 600`")
    }
    for text in ["", "\n"] { #expect(throws: FileFault.self) { try SecretFile.read(try file("empty", text)) } }
    let long = try file("long", String(repeating: "x", count: 20_000))
    #expect(throws: FileFault.self) { try SecretFile.read(long) }
    #expect(throws: FileFault.self) { try SecretFile.read("/no/such/secret") }
  }
}
