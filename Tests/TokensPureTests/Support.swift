import Crypto
import Primitives
import Tokens

/// A key made of one repeated byte.
func masterKey(_ byte: UInt8) -> MasterKey {
  MasterKey(secret: [UInt8](repeating: byte, count: 32).withUnsafeBytes { SecretKey(ByteView($0))! })
}

let testNow = WallInstant(seconds: 1_800_000_000)

extension String {
  /// Lends the text's bytes as a view.
  func view<Result>(_ body: (ByteView) throws -> Result) rethrows -> Result {
    try Array(utf8).withUnsafeBytes { try body(ByteView($0)) }
  }

  var base64URL: String { Base64URL.encode(Array(utf8)) }
}

/// The text that `body` appends.
func written(_ body: (ByteBuffer) -> Void) -> String {
  let buffer = ByteBuffer()
  body(buffer)
  return buffer.string
}

/// Every text that differs from `text` in one character of the base64url alphabet, or by a dot.
func oneCharacterChanges(of text: String) -> [String] {
  let alphabet = Array("Aa0-_.9zZ=".utf8)
  var changes: [String] = []
  let bytes = Array(text.utf8)
  for index in bytes.indices {
    for character in alphabet where character != bytes[index] {
      var changed = bytes
      changed[index] = character
      changes.append(String(decoding: changed, as: UTF8.self))
    }
  }
  return changes
}
