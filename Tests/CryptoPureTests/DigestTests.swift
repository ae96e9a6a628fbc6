import Crypto
import Primitives
import Testing

/// SHA-256 against FIPS 180-4's examples, HMAC against RFC 4231, HKDF against RFC 5869.
@Suite struct DigestTests {
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func sha256(_ message: String, _ digest: String) {
    let bytes = Array(message.utf8)
    #expect(bytes.view { SHA256.digest($0) }.array.hex == digest)
    let hasher = SHA256Hasher()
    #expect(bytes.view { hasher.digest($0) }.array.hex == digest)
    hasher.begin()
    hasher.update(ByteView("dropped"))
    hasher.begin()
    for start in stride(from: 0, to: bytes.count, by: 7) {
      Array(bytes[start..<min(start + 7, bytes.count)]).view { hasher.update($0) }
    }
    #expect(hasher.finish().array.hex == digest)
  }

  @Test func sha256OfAMillionLetters() {
    let digest = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000).view { SHA256.digest($0) }
    #expect(digest.array.hex == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test(arguments: [
    (
      String(repeating: "0b", count: 20), Array("Hi There".utf8),
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    ),
    (
      Array("Jefe".utf8).hex, Array("what do ya want for nothing?".utf8),
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    ),
    (
      String(repeating: "aa", count: 20), [UInt8](repeating: 0xdd, count: 50),
      "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
    ),
    (
      "0102030405060708090a0b0c0d0e0f10111213141516171819", [UInt8](repeating: 0xcd, count: 50),
      "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
    ),
    (
      String(repeating: "aa", count: 131), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    ),
    (
      String(repeating: "aa", count: 131),
      Array(
        ("This is a test using a larger than block-size key and a larger than block-size data. The key needs to be "
          + "hashed before being used by the HMAC algorithm.").utf8),
      "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
    ),
  ])
  func hmac(_ key: String, _ message: [UInt8], _ code: String) {
    let key = hex(key)
    #expect(message.view { message in key.view { HMACSHA256.authenticate(message, key: $0) } }.array.hex == code)
    let prepared = key.view { HMACSHA256(key: $0) }
    for _ in 0..<3 { #expect(message.view { prepared.authenticate($0) }.array.hex == code) }
    prepared.begin()
    for byte in message { [byte].view { prepared.update($0) } }
    #expect(prepared.finish().array.hex == code)
  }

  @Test func hmacTakesEmptyKeysAndMessages() {
    let code = HMACSHA256.authenticate(.empty, key: .empty)
    #expect(code.array.hex == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    #expect(HMACSHA256(key: .empty).authenticate(.empty) == code)
  }

  @Test(arguments: [
    (
      String(repeating: "0b", count: 22), "000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9",
      "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    ),
    (
      (0x00...0x4f).map { [UInt8($0)].hex }.joined(), (0x60...0xaf).map { [UInt8($0)].hex }.joined(),
      (0xb0...0xff).map { [UInt8($0)].hex }.joined(),
      "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
        + "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"
    ),
    (
      String(repeating: "0b", count: 22), "", "",
      "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
    ),
  ])
  func hkdf(_ secret: String, _ salt: String, _ info: String, _ output: String) {
    let derived = hex(secret).view { secret in
      hex(salt).view { salt in
        hex(info).view { HKDF.deriveBytes(from: secret, salt: salt, info: $0, count: output.count / 2) }
      }
    }
    #expect(derived.hex == output)
  }

  @Test func derivedKeysDependOnThePurposeAndTheSecret() {
    let secret = SecretKey.random()
    let ticket = HKDF.deriveKey(from: secret, purpose: "ticket")
    #expect(ticket == HKDF.deriveKey(from: secret, purpose: "ticket"))
    #expect(ticket != HKDF.deriveKey(from: secret, purpose: "pass"))
    #expect(ticket != HKDF.deriveKey(from: SecretKey.random(), purpose: "ticket"))
  }
}
