import TestKit
import Testing

@Suite struct RawHTTPTests {
  private func parse(_ text: String) throws -> RawReply { try RawHTTP.parse(Array(text.utf8)) }

  @Test func readsAnAnswerOfKnownLength() throws {
    let reply = try parse("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Name:  value \r\n\r\nok")
    #expect(reply.status == 200 && reply.reason == "OK" && reply.body == "ok")
    #expect(reply["x-name"] == "value" && reply["none"] == nil)
  }

  @Test func readsChunks() throws {
    let reply = try parse("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n")
    #expect(reply.body == "abcd")
  }

  @Test func passesOverInterimAnswers() throws {
    let reply = try parse("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n")
    #expect(reply.status == 204 && reply.body.isEmpty)
  }

  @Test(arguments: [
    "", "HTTP/1.1 200 OK\r\n", "nonsense\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok",
    "HTTP/1.1 204 No Content\r\n\r\nbody", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab",
  ])
  func refusesABrokenAnswer(text: String) {
    #expect(throws: TestKitFault.self) { try parse(text) }
  }
}
