import Configuration
import HTTPWire
import Primitives
import WaitingRoom

/// Where a protected route takes its room from, ready for use.
enum RoomOrigin: Sendable {
  case fixed(RoomID)
  /// The path's segment of that number, from 0.
  case segment(Int)
  case query(String)
  case header(String)
  /// Whatever room the pass is for.
  case pass

  init?(_ source: RoomSource, pattern: PathPattern) {
    switch source {
    case .fixed(let room):
      guard let id = RoomID(room) else { return nil }
      self = .fixed(id)
    case .path(let name):
      guard let index = pattern.segments.firstIndex(of: .any(name: name)) else { return nil }
      self = .segment(index)
    case .query(let name): self = .query(name)
    case .header(let name): self = .header(name)
    case .pass: self = .pass
    }
  }

  /// The room that a request is for; nil where the request names none, or the pass decides.
  func room(_ head: RequestHead) -> RoomID? {
    switch self {
    case .fixed(let id): id
    case .segment(let index): PathMatcher.segment(index, of: head.path).flatMap { RoomID($0) }
    case .query(let name): RoomOrigin.item(name, of: head.query).flatMap { RoomID($0) }
    case .header(let name): RoomOrigin.header(name, of: head).flatMap { RoomID($0) }
    case .pass: nil
    }
  }

  /// The raw value of the first query item of that name: room ids need no escapes.
  private static func item(_ name: String, of query: ByteView) -> ByteView? {
    var found: ByteView?
    ListValue.forEachElement(of: query, separator: UInt8(ascii: "&")) { pair in
      guard found == nil, let equals = pair.firstIndex(of: UInt8(ascii: "=")) else { return }
      if pair.slice(from: 0, to: equals).buffer.elementsEqual(name.utf8) { found = pair.slice(from: equals + 1) }
    }
    return found
  }

  private static func header(_ name: String, of head: RequestHead) -> ByteView? {
    var name = name
    return name.withUTF8 { head.first(ByteView(UnsafeRawBufferPointer($0))) }
  }
}
