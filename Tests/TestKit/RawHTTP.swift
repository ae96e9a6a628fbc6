/// An HTTP/1.1 answer as a test sees it.
public struct RawReply: Sendable, CustomStringConvertible {
  public let status: Int
  public let reason: String
  public let headers: [(name: String, value: String)]
  public let body: String

  /// The first header of that name (any case); `nil` when it isn't there.
  public subscript(name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  public var description: String {
    "\(status) \(reason)\n" + headers.map { "\($0.name): \($0.value)\n" }.joined() + "\n" + body
  }
}

/// One request on one connection, written without any of the product's code, so that tests don't judge it by itself.
public enum RawHTTP {
  public enum Peer: Sendable {
    case port(Int)
    case unix(String)
  }

  /// Sends the request with `Connection: close` and reads the whole answer.
  public static func request(
    _ method: String, _ target: String, at peer: Peer, headers: [(String, String)] = [], body: String? = nil,
    source: String? = nil, timeout: Duration = .seconds(10)
  ) throws -> RawReply {
    let socket: RawSocket
    var host = "localhost"
    switch peer {
    case .port(let port):
      socket = try RawSocket(port: port, source: source, timeout: timeout)
      host = "127.0.0.1:\(port)"
    case .unix(let path): socket = try RawSocket(unix: path, timeout: timeout)
    }
    var head = "\(method) \(target) HTTP/1.1\r\n"
    if !headers.contains(where: { $0.0.lowercased() == "host" }) { head += "Host: \(host)\r\n" }
    for (name, value) in headers { head += "\(name): \(value)\r\n" }
    if let body { head += "Content-Length: \(body.utf8.count)\r\n" }
    try socket.send(head + "Connection: close\r\n\r\n" + (body ?? ""))
    return try parse(socket.receiveToEnd(), hasBody: method != "HEAD")
  }

  /// `http://HOST:PORT` as a peer.
  public static func peer(of url: String) throws -> Peer {
    guard let port = url.split(separator: ":").last.flatMap({ Int($0.prefix { $0.isNumber }) }) else {
      throw TestKitFault("no port in \(url)")
    }
    return .port(port)
  }

  /// Reads one answer out of all that a connection gave until it closed.
  public static func parse(_ bytes: [UInt8], hasBody: Bool = true) throws -> RawReply {
    guard let end = headEnd(bytes) else {
      throw TestKitFault("no HTTP head in: \(String(decoding: bytes, as: UTF8.self))")
    }
    let lines = String(decoding: bytes[..<end], as: UTF8.self).split(
      separator: "\r\n", omittingEmptySubsequences: false)
    let first = lines[0].split(separator: " ", maxSplits: 2)
    guard first.count >= 2, first[0].hasPrefix("HTTP/1."), let status = Int(first[1]) else {
      throw TestKitFault("no status line: \(lines[0])")
    }
    let headers = lines.dropFirst().map { line -> (name: String, value: String) in
      let parts = line.split(separator: ":", maxSplits: 1)
      return (String(parts.first ?? ""), parts.count > 1 ? String(parts[1]).trimmingSpaces : "")
    }
    if status / 100 == 1 { return try parse(Array(bytes[(end + 4)...]), hasBody: hasBody) }
    var body = Array(bytes[(end + 4)...])
    func value(_ name: String) -> String? { headers.first { $0.name.lowercased() == name }?.value.lowercased() }
    if !hasBody || status == 204 || status == 304 {
      guard body.isEmpty else { throw TestKitFault("a body where none may be: \(status)") }
    } else if value("transfer-encoding") == "chunked" {
      body = try unchunk(body)
    } else if let length = value("content-length") {
      guard Int(length) == body.count else {
        throw TestKitFault("content-length \(length), but \(body.count) bytes came")
      }
    }
    return RawReply(
      status: status, reason: first.count > 2 ? String(first[2]) : "", headers: headers,
      body: String(decoding: body, as: UTF8.self))
  }

  private static func headEnd(_ bytes: [UInt8]) -> Int? {
    guard bytes.count >= 4 else { return nil }
    return (0...(bytes.count - 4)).first { bytes[$0..<($0 + 4)].elementsEqual([13, 10, 13, 10]) }
  }

  private static func unchunk(_ bytes: [UInt8]) throws -> [UInt8] {
    var rest = bytes[...]
    var body: [UInt8] = []
    while let line = rest.firstIndex(of: 13) {
      let text = String(decoding: rest[..<line], as: UTF8.self)
      guard let size = Int(text, radix: 16), rest.count >= size else { break }
      rest = rest[(line + 2)...]
      if size == 0 { return body }
      guard rest.count >= size + 2 else { break }
      body += rest.prefix(size)
      rest = rest.dropFirst(size + 2)
    }
    throw TestKitFault("a chunked body that does not end")
  }
}

extension String {
  fileprivate var trimmingSpaces: String {
    let start = drop { $0 == " " || $0 == "\t" }
    return String(start.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
  }
}
