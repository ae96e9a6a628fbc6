internal import Booking
internal import HTTPWire
internal import Primitives
internal import Tokens

/// The hold token on its way: the header `Usher-Hold`, or the cookie of that hold.
final class HoldKeys {
  private let tokens: HoldTokens
  private let cookiePrefix: String
  private let options: BookingServiceOptions

  init(keys: KeyRing, options: BookingServiceOptions) {
    tokens = HoldTokens(keys: keys)
    self.options = options
    cookiePrefix = options.isSecure ? "__Host-usher_hold_" : "usher_hold_"
  }

  func token(of hold: RecordID) -> String {
    var text = hold.description
    return text.withUTF8 { tokens.token(of: ByteView(UnsafeRawBufferPointer($0))) }
  }

  /// Whether the request brings the hold's token. The header, if it is there, decides alone.
  func opens(_ hold: RecordID, _ head: RequestHead) -> Bool {
    var text = hold.description
    return text.withUTF8 { bytes in
      let id = ByteView(UnsafeRawBufferPointer(bytes))
      if head.has("usher-hold") { return head.only("usher-hold").map { tokens.opens(id, token: $0) } ?? false }
      return Cookies(head).value(cookiePrefix + hold.description).map { tokens.opens(id, token: $0) } ?? false
    }
  }

  /// The holds that the request's cookies open, newest first; at most `baskets`.
  func opened(_ head: RequestHead, baskets: Int) -> [RecordID] {
    var found: [RecordID] = []
    Cookies(head).forEach { name, _ in
      guard name.string.hasPrefix(cookiePrefix), let id = RecordID(name.slice(from: cookiePrefix.utf8.count)),
        opens(id, head)
      else { return }
      found.append(id)
    }
    return Array(found.sorted { ($0.high, $0.low) > ($1.high, $1.low) }.prefix(baskets))
  }

  /// The cookie that keeps the hold's token in the buyer's browser.
  func cookie(of hold: RecordID, token: String, lifetimeSeconds: Int) -> SetCookie {
    var cookie = SetCookie(name: cookiePrefix + hold.description, value: token, maxAgeSeconds: lifetimeSeconds)
    cookie.isSecure = options.isSecure
    if options.isSecure, options.isEmbedded {
      cookie.sameSite = .none
      cookie.isPartitioned = true
    }
    return cookie
  }
}
