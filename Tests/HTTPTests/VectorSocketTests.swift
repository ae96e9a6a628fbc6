import EventLoop
import Foundation
import HTTP
import HTTPWire
import Primitives
import TestKit
import Testing
import WireKit

/// What the strict parser's fixtures become behind a real socket: the same messages that the parser alone finds in them.
@Suite struct VectorSocketTests {
  private struct Vector: Decodable {
    let name: String
    let type: String
    let input_base64: String
  }

  private static func requests() throws -> [(name: String, bytes: [UInt8])] {
    guard let folder = ProcessInfo.processInfo.environment["USHER_VECTORS"] else {
      try Test.cancel("USHER_VECTORS doesn't name the folder of test vectors")
    }
    let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/http1/llhttp-strict.json"))
    return try JSONDecoder().decode([Vector].self, from: data).filter { $0.type == "request" }.map {
      ($0.name, Array(try #require(Data(base64Encoded: $0.input_base64))))
    }
  }

  /// The messages as the parser reads them, up to the first after which our server closes.
  private static func expected(_ bytes: [UInt8]) -> Outcome {
    var outcome = WireReader.read(bytes, .request)
    let last = outcome.messages.firstIndex { message in
      message.isComplete
        && (message.start.hasSuffix(" 0")
          || message.headers.contains { $0.lowercased().hasPrefix("connection=") && $0.lowercased().contains("close") })
    }
    if let last, last + 1 <= outcome.messages.count {
      outcome.messages = Array(outcome.messages[...last])
      outcome.fault = nil
    }
    return outcome
  }

  @Test(arguments: [Int.max, 1, 7]) func `the server finds the messages that the parser finds`(pieceBytes: Int) throws {
    let seen = Locked<[Outcome.Message]>([])
    let server = try TestServer { exchange in
      let head = exchange.head
      let start = "\(head.methodName.string) \(head.target.string) \(head.minorVersion)"
      var headers: [String] = []
      head.forEach { headers.append("\($0.string)=\($1.string)") }
      let message = Outcome.Message(start: start, headers: headers)
      exchange.collectBody(max: 1 << 20) { result in
        switch result {
        case .success(let body):
          var whole = message
          whole.body = body.array
          whole.isComplete = true
          seen.withLock { $0.append(whole) }
          exchange.respond(status: 200)
        case .failure(let fault): exchange.respond(fault.problem)
        }
      }
    }
    let vectors = try Self.requests()
    try #require(vectors.count > 50)
    for (name, bytes) in vectors {
      seen.withLock { $0 = [] }
      let expected = Self.expected(bytes)
      let socket = try server.connect()
      var start = 0
      while start < bytes.count {
        let end = min(bytes.count, start + min(pieceBytes, bytes.count))
        // A refusal may have closed the connection before the rest is sent.
        do { try socket.send(Array(bytes[start..<end])) } catch { break }
        start = end
      }
      socket.shutdownWrite()
      let replies = String(decoding: try socket.receiveToEnd(), as: UTF8.self)
      let found = seen.withLock { $0 }
      #expect(found == expected.messages.filter(\.isComplete), "\(name)")
      let accepted = replies.matches(of: #/HTTP/1\.1 200 OK\r\n/#).count
      #expect(accepted == found.count, "\(name)")
      let refused = replies.contains(#/HTTP/1\.1 [45]\d\d /#)
      #expect(refused || expected.fault == nil, "\(name)")
      #expect(!refused || expected.fault != nil || expected.messages.contains { !$0.isComplete }, "\(name): \(replies)")
    }
  }
}
