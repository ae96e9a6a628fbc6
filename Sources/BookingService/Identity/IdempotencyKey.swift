internal import Booking
internal import Crypto
internal import HTTPWire
internal import Primitives

/// The header `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header-07): a quoted string, or the bare text.
enum IdempotencyKey {
  static let bytesMax = 255

  /// The key's text; nil if the request has none.
  static func read(_ head: RequestHead) throws(Problem) -> String? {
    guard head.has("idempotency-key") else { return nil }
    guard let value = head.only("idempotency-key") else {
      throw Problem(.badRequest, detail: "Idempotency-Key stands there more than once")
    }
    return try check(unquoted(value))
  }

  /// A form's field says the same as the header.
  static func check(_ text: String) throws(Problem) -> String {
    guard (1...bytesMax).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw Problem(
        .badRequest, detail: "Idempotency-Key must be 1 to \(bytesMax) visible characters, quoted or bare")
    }
    return text
  }

  /// As it is stored: the key is never kept in the clear.
  static func stored(_ key: String, fingerprint: String) -> RequestKey {
    RequestKey(key: digest(key), fingerprint: digest(fingerprint))
  }

  private static func digest(_ text: String) -> [UInt8] {
    var text = text
    return text.withUTF8 { SHA256.digest(ByteView(UnsafeRawBufferPointer($0))).array }
  }

  private static func unquoted(_ value: ByteView) -> String {
    guard value.count >= 2, value.first == UInt8(ascii: "\""), value.last == UInt8(ascii: "\"") else {
      return value.string
    }
    return value.slice(from: 1, to: value.count - 1).string
  }
}
