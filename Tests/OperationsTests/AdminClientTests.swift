import EventLoop
import HTTP
import HTTPWire
import Primitives
import TestKit
import Testing

@testable import Operations

/// The admin client and the room verbs against a listener that the test answers for.
@Suite struct AdminClientTests {
  /// Answers as the admin API would for one room, with a version that each patch raises.
  private final class Listener: HTTPHandler {
    private var rate = "50"
    private var version = 1

    func handle(_ exchange: Exchange) {
      guard exchange.head.first("authorization")?.equals("Bearer secret") == true else {
        return answer(exchange, 401, #"{"code": "unauthorized", "detail": "no"}"#)
      }
      guard exchange.head.path.equals("/api/rooms/demo") else {
        return answer(exchange, 404, #"{"code": "unknown_room", "detail": "there is no room of that name"}"#)
      }
      guard exchange.head.method == .patch else { return show(exchange) }
      let isCurrent = exchange.head.first("if-match")?.string == "\"\(version)\""
      exchange.collectBody(max: 1_000) { [self] result in
        guard isCurrent, let body = try? result.get().string else { return answer(exchange, 412, "{}") }
        if body.contains("admit_rate") {
          rate = body.filter(\.isNumber)
          version += 1
        }
        show(exchange)
      }
    }

    private func show(_ exchange: Exchange) {
      answer(exchange, 200, #"{"room": "demo", "admit_rate": \#(rate), "version": \#(version)}"#)
    }

    private func answer(_ exchange: Exchange, _ status: Int, _ json: String) {
      let bytes = Array(json.utf8)
      bytes.withUnsafeBytes { body in
        exchange.respond(
          status: status, contentType: "application/json", headers: { $0.field("ETag", "\"\(version)\"") },
          body: ByteView(body))
      }
    }
  }

  /// Runs `body` with the URL of such a listener on a thread of its own.
  private func withListener(_ body: (String) throws -> Void) throws {
    let folder = try TemporaryFolder()
    let port = try FreePort.next()
    let thread = try LoopThread.start(name: "listener") { loop in
      let server = HTTPServer(loop: loop, handler: Listener())
      guard (try? server.listen(on: .loopback(port: UInt16(port)))) != nil else { return }
      loop.addTimer(after: .seconds(60)) { server.close() }
    }
    defer {
      thread.stop()
      thread.join()
    }
    try waitUntil("the listener") { (try? RawSocket(port: port)) != nil }
    withExtendedLifetime(folder) {}
    try body("http://127.0.0.1:\(port)")
  }

  @Test func aChangeIsMadeUnderItsVersionAndTold() throws {
    try withListener { url in
      let client = try AdminClient(try AdminAccess(url: url, token: "secret"))
      defer { client.close() }
      let change = try RoomChange(client, room: "demo", patch: #"{"admit_rate":200}"#, isDryRun: false)
      #expect(change.description == "room demo: admit_rate 50 → 200")
      let again = try RoomChange(client, room: "demo", patch: "{}", isDryRun: false)
      #expect(again.description == "room demo: nothing changed")
      let stale = try client.patch("/api/rooms/demo", #"{"admit_rate":1}"#, version: "\"1\"")
      #expect(stale.status == 412)
    }
  }

  @Test func refusalsBecomeExitCodes() throws {
    try withListener { url in
      let client = try AdminClient(try AdminAccess(url: url, token: "secret"))
      defer { client.close() }
      let unknown = #expect(throws: CommandFault.self) { try client.get("/api/rooms/none").object() }
      #expect(unknown?.exitCode == .fault && unknown?.message.contains("there is no room of that name") == true)
      let stranger = try AdminClient(try AdminAccess(url: url, token: "wrong"))
      defer { stranger.close() }
      #expect(throws: CommandFault.self) { try stranger.get("/api/rooms/demo").object() }
    }
  }

  @Test func nobodyThereIsUnreachable() throws {
    let client = try AdminClient(try AdminAccess(url: "http://127.0.0.1:\(FreePort.next())", token: "secret"))
    defer { client.close() }
    let fault = #expect(throws: CommandFault.self) { try client.get("/api/rooms") }
    #expect(fault?.exitCode == .unreachable)
  }

  @Test(arguments: ["", "Demo", "a/b", "a?b", String(repeating: "a", count: 41)])
  func aNameThatIsNoneIsWrongUse(room: String) {
    let fault = #expect(throws: CommandFault.self) { try RoomVerbs.target(room) }
    #expect(fault?.exitCode == .usage)
  }
}
