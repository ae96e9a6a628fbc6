import TestKit
import Testing

@testable import Operations

@Suite struct AdminAccessTests {
  private let verb = Verb("room list", "", options: OptionSpecification.findingAdmin) { _, _ in .done }

  private func access(_ words: [String], _ environment: [String: String] = [:]) throws -> AdminAccess {
    try AdminAccess(ParsedArguments(words, of: verb)) { environment[$0] }
  }

  private func dataFolder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let book = EndpointBook(http: "http://127.0.0.1:1", admin: "http://127.0.0.1:7001", redis: "", postgres: "")
    try folder.write("endpoints.json", book.json)
    try folder.write("admin-token", "# operators\nanna: secret-of-folder\n")
    return folder
  }

  @Test func theDataFolderTells() throws {
    let folder = try dataFolder()
    let found = try access(["--data", folder.path])
    #expect(found.authority == "127.0.0.1:7001" && found.token == "secret-of-folder")
  }

  @Test func anOptionGoesBeforeTheEnvironment() throws {
    let folder = try dataFolder()
    let environment = ["USHER_ADMIN": "http://127.0.0.1:7002", "USHER_ADMIN_TOKEN": "secret-of-environment"]
    #expect(try access([], environment).authority == "127.0.0.1:7002")
    #expect(try access(["--data", folder.path], environment).authority == "127.0.0.1:7001")
    let named = try access(
      ["--admin", "http://localhost:7003/", "--token-file", folder.file("admin-token")], environment)
    #expect(named.authority == "localhost:7003" && named.token == "secret-of-folder")
    #expect(try access(["--admin", "http://[::1]:7003"], environment).token == "secret-of-environment")
  }

  @Test func theConfigurationTells() throws {
    let folder = try dataFolder()
    let file = try folder.write("usher.yaml", "admin:\n  listen: 0.0.0.0:7004\n  hosts: [a.example]\n")
    let found = try access(["--config", file])
    #expect(found.authority == "127.0.0.1:7004" && found.token == "secret-of-folder")
  }

  @Test(arguments: [
    (["--admin", "https://127.0.0.1:1"], ExitCode.usage), (["--admin", "http://example.com:1"], .usage),
    (["--admin", "http://127.0.0.1:1"], .usage), (["--data", "/nowhere/at/all"], .unreachable),
    (["--config", "/nowhere/at/all"], .unreachable),
    (["--admin", "http://127.0.0.1:1", "--token-file", "/nowhere/at/all"], .unreachable),
  ])
  func whatCannotBeFoundIsSaid(words: [String], code: ExitCode) {
    let fault = #expect(throws: CommandFault.self) { try access(words) }
    #expect(fault?.exitCode == code)
  }
}
