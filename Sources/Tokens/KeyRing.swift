internal import Crypto
public import Primitives

/// The master keys of one installation: the first one makes, all of them are accepted. Keys for each purpose are
/// derived from them, so this is the only secret that gateways have to share.
///
/// To rotate without throwing anybody out: append the new key everywhere, then put it first everywhere, and drop the
/// old one when the last ticket made with it has run out.
public struct KeyRing: Sendable, Equatable {
  public static let keysMax = 4

  /// The makers and checkers of tokens try these in order; never empty.
  public let keys: [MasterKey]

  public var current: MasterKey { keys[0] }

  public init(current: MasterKey, accepted: [MasterKey] = []) {
    precondition(accepted.count < Self.keysMax, "a key ring holds at most \(Self.keysMax) keys")
    self.keys = [current] + accepted
  }

  /// Reads a key file: one key a line as 64 hexadecimal digits, the current one first; blank lines and lines that start
  /// with `#` say nothing.
  public init(parsing text: ByteView) throws(KeyRingFault) {
    guard text.count <= Self.fileBytesMax else { throw .tooLong }
    var keys: [MasterKey] = []
    var rest = text
    var number = 0
    while !rest.isEmpty {
      number += 1
      let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.count
      let line = rest.slice(from: 0, to: end).trimmed
      rest = rest.slice(from: min(end + 1, rest.count))
      if line.isEmpty || line[0] == UInt8(ascii: "#") { continue }
      guard let bytes = Hex.decode(line), let secret = bytes.withUnsafeBytes({ SecretKey(ByteView($0)) }) else {
        throw .notAKey(line: number)
      }
      let key = MasterKey(secret: secret)
      guard !keys.contains(key) else { throw .repeatedKey(line: number) }
      guard keys.count < Self.keysMax else { throw .tooManyKeys(line: number) }
      keys.append(key)
    }
    guard !keys.isEmpty else { throw .noKey }
    self.keys = keys
  }

  /// The text of a key file with this ring: what `init(parsing:)` reads. A secret.
  public var fileText: String {
    var text =
      "# Usher's master keys, one a line; the first one makes, all of them are accepted. Keep this file secret.\n"
    for key in keys { text += key.secret.withBytes { Hex.encode($0) } + "\n" }
    return text
  }

  private static let fileBytesMax = 16_384
}
