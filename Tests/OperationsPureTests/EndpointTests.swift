import Testing

@testable import Configuration
@testable import Operations

@Suite struct EndpointTests {
  @Test func portsAreReadFromOurURLs() {
    #expect(EndpointBook.port(of: "http://127.0.0.1:8080") == 8080)
    #expect(EndpointBook.port(of: "http://[::1]:9090") == 9090)
    #expect(EndpointBook.port(of: "redis://:secret@127.0.0.1:6379") == 6379)
    #expect(EndpointBook.port(of: "postgresql://usher:secret@127.0.0.1:5432/usher") == 5432)
    #expect(EndpointBook.port(of: "http://localhost") == nil)
    #expect(EndpointBook.port(of: "nonsense") == nil)
  }

  @Test func listenersOnAllAddressesAreReachedOnLoopback() {
    #expect(ServerAddress.tcp(host: "0.0.0.0", port: 80).reachable == .tcp(host: "127.0.0.1", port: 80))
    #expect(ServerAddress.tcp(host: "::", port: 80).reachable == .tcp(host: "::1", port: 80))
    #expect(ServerAddress.tcp(host: "10.0.0.1", port: 80).reachable == .tcp(host: "10.0.0.1", port: 80))
  }

  @Test func socketPathsStayShort() {
    #expect(SocketFolder.path(for: "/data/run") == "/data/run")
    let long = "/" + String(repeating: "d", count: 100) + "/run"
    let short = SocketFolder.path(for: long)
    #expect(short.utf8.count + 20 <= 107 && short.hasPrefix("/tmp/usher-"))
    #expect(short != SocketFolder.path(for: long + "2"))
  }

  @Test(arguments: ["localhost:80", "8080", "unix:/run/usher.sock", "127.0.0.1", "127.0.0.1:99999"])
  func upListensOnAddressesOnly(text: String) throws {
    let verb = Verb("up", "", options: UpOptions.all) { _, _ in .done }
    let fault = #expect(throws: CommandFault.self) {
      try UpOptions(ParsedArguments(["--listen", text], of: verb))
    }
    #expect(fault?.exitCode == .usage)
  }

  @Test func upTakesItsOptions() throws {
    let verb = Verb("up", "", options: UpOptions.all) { _, _ in .done }
    let options = try UpOptions(
      ParsedArguments(["--data", "d", "--listen", "[::1]:80", "--admin-listen=127.0.0.1:0", "--no-demo"], of: verb))
    #expect(options.data == "d" && !options.demo)
    #expect(options.listen == .tcp(host: "::1", port: 80) && options.adminListen == .tcp(host: "127.0.0.1", port: 0))
    #expect(try UpOptions(ParsedArguments([], of: verb)) == UpOptions())
  }
}
