import Foundation
import TestKit

/// A client of server-sent events that knows no more of the gateway than the standard does.
final class EventStream {
  struct Event {
    var name = "message"
    var data = ""

    var json: [String: Any] { (try? JSONSerialization.jsonObject(with: Data(data.utf8))) as? [String: Any] ?? [:] }
    var state: String? { json["state"] as? String }
    var position: Int? { json["position"] as? Int }
  }

  let socket: RawSocket
  /// The answer's head.
  let head: String
  private var chunked: [UInt8] = []
  private var text = ""
  private(set) var retryMilliseconds: Int?
  private(set) var hasEnded = false

  init(_ rig: GatewayRig, ticket: String, method: String = "GET") throws {
    socket = try RawSocket(port: rig.port)
    try socket.send(
      "\(method) /waiting-room/demo/stream HTTP/1.1\r\nHost: localhost\r\nUsher-Ticket: \(ticket)\r\n\r\n")
    var all = try socket.receive(until: "\r\n\r\n")
    let end = all.range(of: "\r\n\r\n")!
    head = String(all[..<end.lowerBound])
    all.removeSubrange(..<end.upperBound)
    chunked = Array(all.utf8)
  }

  var status: Int { Int(head.split(separator: " ")[1]) ?? 0 }

  /// The next event; nil when the stream has ended in order. Comments are passed over.
  func next() throws -> Event? {
    while true {
      if let event = takeEvent() { return event }
      if hasEnded { return nil }
      try takeChunks()
    }
  }

  /// The first event that `fits`.
  func next(where fits: (Event) -> Bool) throws -> Event {
    while let event = try next() {
      if fits(event) { return event }
    }
    throw TestKitFault("the stream ended before")
  }

  private func takeEvent() -> Event? {
    while let end = text.range(of: "\n\n") {
      let lines = text[..<end.lowerBound].split(separator: "\n")
      text.removeSubrange(..<end.upperBound)
      var event = Event()
      var hasData = false
      for line in lines {
        if line.hasPrefix("data: ") {
          event.data += line.dropFirst(6)
          hasData = true
        } else if line.hasPrefix("event: ") {
          event.name = String(line.dropFirst(7))
        } else if line.hasPrefix("retry: ") {
          retryMilliseconds = Int(line.dropFirst(7))
        }
      }
      if hasData { return event }
    }
    return nil
  }

  private func takeChunks() throws {
    if !takeChunk() {
      let bytes = try socket.receive()
      if bytes.isEmpty { throw TestKitFault("cut off") }
      chunked += bytes
    }
  }

  /// False: the next chunk isn't whole.
  private func takeChunk() -> Bool {
    guard let lineEnd = chunked.firstIndex(of: 10), lineEnd > 0,
      let size = Int(String(decoding: chunked[..<(lineEnd - 1)], as: UTF8.self), radix: 16),
      chunked.count >= lineEnd + 1 + size + 2
    else { return false }
    text += String(decoding: chunked[(lineEnd + 1)..<(lineEnd + 1 + size)], as: UTF8.self)
    chunked.removeFirst(lineEnd + 1 + size + 2)
    if size == 0 { hasEnded = true }
    return true
  }
}
