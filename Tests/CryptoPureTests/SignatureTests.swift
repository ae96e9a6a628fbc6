import Crypto
import Primitives
import Testing

/// Ed25519 against RFC 8032 §7.1.
@Suite struct SignatureTests {
  struct Vector: Sendable {
    var seed: String
    var publicKey: String
    var message: String
    var signature: String
  }

  static let vectors = [
    Vector(
      seed: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
      publicKey: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", message: "",
      signature: "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        + "d25bf5f0595bbe24655141438e7a100b"),
    Vector(
      seed: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
      publicKey: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", message: "72",
      signature: "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
        + "387b2eaeb4302aeeb00d291612bb0c00"),
    Vector(
      seed: "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
      publicKey: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", message: "af82",
      signature: "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
        + "4a7c15e9716ed28dc027beceea1ec40a"),
  ]

  @Test(arguments: vectors)
  func signsAndVerifies(_ vector: Vector) throws {
    let signing = Ed25519SigningKey(seed: try #require(hex(vector.seed).view { SecretKey($0) }))
    #expect(signing.publicKey.array.hex == vector.publicKey)
    let verifying = Ed25519VerifyingKey(publicKey: signing.publicKey)
    let message = hex(vector.message)
    for _ in 0..<3 {
      let signature = message.view { signing.sign($0) }
      #expect(signature.withBytes { Hex.encode($0) } == vector.signature)
      #expect(message.view { message in signature.withBytes { verifying.isValid($0, for: message) } })
    }
  }

  @Test(arguments: vectors)
  func refusesEveryChangedBit(_ vector: Vector) throws {
    let verifying = Ed25519VerifyingKey(publicKey: try #require(hex(vector.publicKey).view { Digest32($0) }))
    let signature = hex(vector.signature)
    let message = hex(vector.message)
    func isValid(_ signature: [UInt8], _ message: [UInt8]) -> Bool {
      message.view { message in signature.view { verifying.isValid($0, for: message) } }
    }
    for bit in 0..<signature.count * 8 {
      var changed = signature
      changed[bit / 8] ^= 1 << (bit % 8)
      #expect(!isValid(changed, message))
    }
    #expect(!isValid(signature, message + [0]))
    #expect(!isValid(Array(signature.dropLast()), message))
    #expect(!isValid(signature + [0], message))
    #expect(!isValid([], message))
    #expect(isValid(signature, message))
  }

  /// A signature has one form: adding the group's order to its second half must not give another valid one.
  @Test func refusesAMalleatedSignature() throws {
    let order = hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")
    let vector = Self.vectors[0]
    var signature = hex(vector.signature)
    var carry = 0
    for index in 0..<32 {
      let sum = Int(signature[32 + index]) + Int(order[index]) + carry
      signature[32 + index] = UInt8(sum & 0xff)
      carry = sum >> 8
    }
    try #require(carry == 0)
    let verifying = Ed25519VerifyingKey(publicKey: try #require(hex(vector.publicKey).view { Digest32($0) }))
    #expect(!signature.view { verifying.isValid($0, for: .empty) })
  }
}
