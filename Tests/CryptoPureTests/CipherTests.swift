import Crypto
import Primitives
import Testing

/// AES-256-GCM against the test cases of "The Galois/Counter Mode of Operation" (those NIST took over).
@Suite struct CipherTests {
  struct Vector: Sendable {
    var key: String
    var nonce: String
    var associated = ""
    var plaintext = ""
    var sealed: String
  }

  static let longKey = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"
  static let longPlaintext =
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255"
  static let longCiphertext =
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
    + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad"
  static let vectors = [
    Vector(
      key: String(repeating: "0", count: 64), nonce: String(repeating: "0", count: 24),
      sealed: "530f8afbc74536b9a963b4f1c4cb738b"),
    Vector(
      key: String(repeating: "0", count: 64), nonce: String(repeating: "0", count: 24),
      plaintext: String(repeating: "0", count: 32),
      sealed: "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"),
    Vector(
      key: longKey, nonce: "cafebabefacedbaddecaf888", plaintext: longPlaintext,
      sealed: longCiphertext + "b094dac5d93471bdec1a502270e3cc6c"),
    Vector(
      key: longKey, nonce: "cafebabefacedbaddecaf888", associated: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
      plaintext: String(longPlaintext.dropLast(8)),
      sealed: String(longCiphertext.dropLast(8)) + "76fc6ece0f4e1768cddf8853bb2d551b"),
  ]

  @Test(arguments: vectors)
  func sealsAndOpens(_ vector: Vector) throws {
    let cipher = AEAD(key: try #require(hex(vector.key).view { SecretKey($0) }))
    // Twice: the contexts are used again.
    for _ in 0..<2 {
      let sealed = ByteBuffer()
      hex(vector.plaintext).view { plaintext in
        hex(vector.nonce).view { nonce in
          hex(vector.associated).view { cipher.seal(plaintext, nonce: nonce, associated: $0, into: sealed) }
        }
      }
      #expect(Hex.encode(sealed.readable) == vector.sealed)
      #expect(open(hex(vector.sealed), vector, with: cipher) == hex(vector.plaintext))
    }
  }

  /// Every bit of every part counts, and a refusal leaves nothing of the plaintext behind.
  @Test(arguments: vectors)
  func refusesEveryChangedBit(_ vector: Vector) throws {
    let cipher = AEAD(key: try #require(hex(vector.key).view { SecretKey($0) }))
    let sealed = hex(vector.sealed)
    for bit in 0..<sealed.count * 8 {
      var changed = sealed
      changed[bit / 8] ^= 1 << (bit % 8)
      #expect(open(changed, vector, with: cipher) == nil)
    }
    for count in 0..<sealed.count { #expect(open(Array(sealed.prefix(count)), vector, with: cipher) == nil) }
    var other = vector
    other.associated += "00"
    #expect(open(sealed, other, with: cipher) == nil)
    other = vector
    other.nonce = String(other.nonce.dropLast(2)) + "77"
    #expect(open(sealed, other, with: cipher) == nil)
    #expect(open(sealed, vector, with: cipher) == hex(vector.plaintext))
  }

  private func open(_ sealed: [UInt8], _ vector: Vector, with cipher: AEAD) -> [UInt8]? {
    let plaintext = ByteBuffer()
    let opened = sealed.view { sealed in
      hex(vector.nonce).view { nonce in
        hex(vector.associated).view { cipher.open(sealed, nonce: nonce, associated: $0, into: plaintext) }
      }
    }
    if !opened { #expect(plaintext.isEmpty) }
    return opened ? plaintext.readable.array : nil
  }
}
