import HTTPWire
import Primitives
import WaitingRoom

/// The gateway's own cookies: their names and how they are set.
///
/// Over HTTPS they carry the `__Host-` prefix (RFC 6265bis §4.1.3.2), which no sub-domain and no plain page can forge, and
/// only those are read; over plain HTTP, which knows no such prefix, the same names without it.
struct CookieNames: Sendable {
  let ticketPrefix: String
  let passPrefix: String
  private let isSecure: Bool
  /// For pages inside other sites' frames.
  private let isEmbedded: Bool

  init(isSecure: Bool, isEmbedded: Bool) {
    self.isSecure = isSecure
    self.isEmbedded = isEmbedded && isSecure
    ticketPrefix = isSecure ? "__Host-usher_ticket_" : "usher_ticket_"
    passPrefix = isSecure ? "__Host-usher_pass_" : "usher_pass_"
  }

  func ticket(_ token: ByteView, room: RoomID, lifetimeSeconds: Int) -> SetCookie {
    cookie(ticketPrefix + room.text, token.string, lifetimeSeconds)
  }

  func pass(_ token: ByteView, room: RoomID, lifetimeSeconds: Int) -> SetCookie {
    cookie(passPrefix + room.text, token.string, lifetimeSeconds)
  }

  /// What makes a browser forget the room's ticket and pass.
  func removals(room: RoomID) -> [SetCookie] {
    [cookie(ticketPrefix + room.text, "", 0), cookie(passPrefix + room.text, "", 0)]
  }

  private func cookie(_ name: String, _ value: String, _ lifetimeSeconds: Int) -> SetCookie {
    var cookie = SetCookie(name: name, value: value, maxAgeSeconds: lifetimeSeconds)
    cookie.isSecure = isSecure
    if isEmbedded {
      cookie.sameSite = .none
      cookie.isPartitioned = true
    }
    return cookie
  }

  /// Whether a cookie is the gateway's business and none of the origin's, by either name.
  static func isOwn(_ name: ByteView) -> Bool {
    let bare = name.hasPrefix("__Host-") ? name.slice(from: 7) : name
    return bare.hasPrefix("usher_ticket_") || bare.hasPrefix("usher_pass_")
  }
}
