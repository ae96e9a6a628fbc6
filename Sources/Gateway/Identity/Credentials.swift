import HTTPWire
import Primitives

/// Where a visitor shows his ticket or pass. The first place that is present decides, also when what stands there is bad:
/// falling through to another would let two identities ride on one request.
struct Credentials {
  enum Source {
    case header
    case cookie
  }

  struct Found {
    let text: ByteView
    let source: Source
  }

  let cookies: CookieNames

  /// The ticket for `room`: `Usher-Ticket`, then `Authorization: Bearer`, then the room's cookie.
  func ticket(_ head: RequestHead, room: ByteView) -> Found? {
    if let text = head.first("usher-ticket") { return Found(text: text.trimmed, source: .header) }
    if let text = bearer(head) { return Found(text: text, source: .header) }
    return cookie(head, prefix: cookies.ticketPrefix, room: room)
  }

  /// The pass for `room`: `Usher-Pass`, then the room's cookie.
  func pass(_ head: RequestHead, room: ByteView) -> Found? {
    if let text = head.first("usher-pass") { return Found(text: text.trimmed, source: .header) }
    return cookie(head, prefix: cookies.passPrefix, room: room)
  }

  /// Every pass of the request, whatever its room: the header alone if there is one, else all cookies, at most
  /// `passesMax` of them.
  func passes(_ head: RequestHead, _ body: (_ text: ByteView) -> Void) {
    if let text = head.first("usher-pass") { return body(text.trimmed) }
    var left = Credentials.passesMax
    Cookies(head).forEach { name, value in
      guard left > 0, Credentials.starts(name, with: cookies.passPrefix) else { return }
      body(value)
      left -= 1
    }
  }

  /// How many pass cookies of one request are looked at.
  static let passesMax = 4

  private func cookie(_ head: RequestHead, prefix: String, room: ByteView) -> Found? {
    var found: Found?
    Cookies(head).forEach { name, value in
      guard found == nil, name.count == prefix.utf8.count + room.count else { return }
      if name.hasSuffix(room), Credentials.starts(name, with: prefix) { found = Found(text: value, source: .cookie) }
    }
    return found
  }

  private static func starts(_ name: ByteView, with prefix: String) -> Bool {
    guard name.count >= prefix.utf8.count else { return false }
    var index = 0
    for byte in prefix.utf8 {
      if name[index] != byte { return false }
      index += 1
    }
    return true
  }

  private func bearer(_ head: RequestHead) -> ByteView? {
    guard let value = head.first("authorization"), value.hasPrefixIgnoringCase("bearer ") else { return nil }
    return value.slice(from: 7).trimmed
  }
}
