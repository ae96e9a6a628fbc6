/// A reply of Redis, for assertions.
public indirect enum TestRedisReply: Equatable, Sendable {
  case string(String)
  case integer(Int)
  case null
  case error(String)
  case array([TestRedisReply])

  public var text: String? {
    switch self {
    case .string(let text): text
    case .integer(let number): String(number)
    default: nil
    }
  }
}

extension TestRedis {
  /// One command on a connection of its own; an error reply throws.
  @discardableResult
  public func command(_ words: String...) throws -> TestRedisReply {
    let reply = try ask(words)
    if case .error(let message) = reply { throw TestKitFault("\(words.joined(separator: " ")): \(message)") }
    return reply
  }

  /// The same with error replies as values.
  func ask(_ words: [String]) throws -> TestRedisReply {
    let socket = try RawSocket(unix: socketPath)
    var reader = ReplyReader(socket: socket)
    if let password = options.password {
      try socket.send(TestRedis.encode(["AUTH", password]))
      _ = try reader.reply()
    }
    try socket.send(TestRedis.encode(words))
    return try reader.reply()
  }

  private static func encode(_ words: [String]) -> String {
    "*\(words.count)\r\n" + words.map { "$\($0.utf8.count)\r\n\($0)\r\n" }.joined()
  }
}

private struct ReplyReader {
  let socket: RawSocket
  var bytes: [UInt8] = []
  var next = 0

  mutating func reply() throws -> TestRedisReply {
    let line = try line()
    let rest = String(line.dropFirst())
    switch line.first {
    case "+": return .string(rest)
    case "-": return .error(rest)
    case ":": return .integer(Int(rest) ?? 0)
    case "$":
      guard let count = Int(rest), count >= 0 else { return .null }
      while bytes.count < next + count + 2 { try more() }
      defer { next += count + 2 }
      return .string(String(decoding: bytes[next..<(next + count)], as: UTF8.self))
    case "*":
      guard let count = Int(rest), count >= 0 else { return .null }
      return try .array((0..<count).map { _ in try reply() })
    default: throw TestKitFault("not a reply of Redis: \(line)")
    }
  }

  private mutating func line() throws -> String {
    while true {
      if let end = bytes[next...].firstIndex(of: 10) {
        defer { next = end + 1 }
        return String(decoding: bytes[next..<(end - 1)], as: UTF8.self)
      }
      try more()
    }
  }

  private mutating func more() throws {
    let part = try socket.receive()
    guard !part.isEmpty else { throw TestKitFault("Redis closed the connection") }
    bytes += part
  }
}
