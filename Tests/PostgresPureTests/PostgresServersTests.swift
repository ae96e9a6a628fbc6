import Testing

@testable import Postgres

@Suite struct PostgresServersTests {
  private func keywords(_ connection: String, startingAt first: Int = 0) throws -> [String: String] {
    let servers = try PostgresServers(connection)
    let pairs = servers.keywords(startingAt: first, applicationName: "test")
    return Dictionary(pairs.map { ($0.keyword, $0.value) }, uniquingKeysWith: { _, last in last })
  }

  @Test func addressesNeedNoLookUp() throws {
    let found = try keywords("postgresql://u:p%40ss@127.0.0.1:5433/d?sslmode=require")
    #expect(found["hostaddr"] == "127.0.0.1")
    #expect(found["host"] == "127.0.0.1")
    #expect(found["port"] == "5433")
    #expect(found["user"] == "u")
    #expect(found["password"] == "p@ss")
    #expect(found["sslmode"] == "require")
    #expect(found["application_name"] == "test")
  }

  @Test func aPasswordFromElsewhereComesFirst() throws {
    let servers = try PostgresServers("postgresql://u:old@127.0.0.1/d", password: "n'ew")
    let passwords = servers.keywords(startingAt: 0, applicationName: "test").filter { $0.keyword == "password" }
    #expect(passwords.map(\.value) == ["n'ew"])
  }

  @Test func aNameBecomesItsAddressesAndStaysForTheCertificate() throws {
    let found = try keywords("host=localhost dbname=d")
    let names = try #require(found["host"]).split(separator: ",")
    let addresses = try #require(found["hostaddr"]).split(separator: ",")
    #expect(names.count == addresses.count)
    #expect(names.allSatisfy { $0 == "localhost" })
    #expect(addresses.allSatisfy { $0 == "127.0.0.1" || $0 == "::1" })
  }

  @Test func eachAttemptMayBeginWithAnotherHost() throws {
    let connection = "postgresql://u@127.0.0.1:1,127.0.0.2:2,127.0.0.3:3/d?target_session_attrs=read-write"
    #expect(try keywords(connection)["hostaddr"] == "127.0.0.1,127.0.0.2,127.0.0.3")
    let turned = try keywords(connection, startingAt: 4)
    #expect(turned["hostaddr"] == "127.0.0.2,127.0.0.3,127.0.0.1")
    #expect(turned["port"] == "2,3,1")
    #expect(turned["target_session_attrs"] == "read-write")
  }

  @Test func aUnixSocketIsNoName() throws {
    let found = try keywords("host=/run/postgresql,127.0.0.1 port=5432 application_name=mine")
    #expect(found["host"] == "/run/postgresql,127.0.0.1")
    #expect(found["hostaddr"] == ",127.0.0.1")
    #expect(found["port"] == "5432,5432")
    #expect(found["application_name"] == "mine")
  }
}
