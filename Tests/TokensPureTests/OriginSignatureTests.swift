import Crypto
import Primitives
import Testing
import Tokens

@Suite struct OriginSignatureTests {
  private let signer = OriginSignature(keys: KeyRing(current: masterKey(1)))
  private let request = OriginRequest(
    method: ByteView("POST"), target: ByteView("/bookings/hold?a=b"), user: ByteView("alice"), room: ByteView("demo"),
    passID: ByteView("abcdefghijklmnopqrstuv"), network: ByteView("192.0.2.1/32"))

  private func signature(_ request: OriginRequest? = nil) -> String {
    written { signer.append(request ?? self.request, now: testNow, to: $0) }
  }

  private func refusal(
    _ signature: String, _ request: OriginRequest? = nil, after milliseconds: Int64 = 0,
    by checker: OriginSignature? = nil
  ) -> OriginSignature.Refusal? {
    do throws(OriginSignature.Refusal) {
      let bytes = Array(signature.utf8)
      try (checker ?? signer).checkBytes(bytes, for: request ?? self.request, now: testNow + milliseconds * 1_000)
      return nil
    } catch {
      return error
    }
  }

  @Test func isAcceptedForHalfAMinute() {
    let text = signature()
    #expect(text.utf8.count <= OriginSignature.textBytesMax)
    #expect(text.hasPrefix("v1,1800000000000,"))
    #expect(refusal(text) == nil)
    #expect(refusal(text, after: 30_000) == nil)
    #expect(refusal(text, after: 30_001) == .tooOld)
    #expect(refusal(text, after: -5_000) == nil)
    #expect(refusal(text, after: -5_001) == .fromTheFuture)
  }

  /// The documented form, written down a second time with one-shot calls only.
  @Test func isTheDocumentedHash() throws {
    let master = [UInt8](repeating: 1, count: 32)
    let key = master.withUnsafeBytes {
      HKDF.deriveBytes(from: ByteView($0), salt: .empty, info: ByteView("usher origin signature v1"), count: 32)
    }
    let message = """
      usher-origin-v1
      1800000000000
      POST
      /bookings/hold?a=b
      alice
      demo
      abcdefghijklmnopqrstuv
      192.0.2.1/32

      """
    let code = message.view { message in key.withUnsafeBytes { HMACSHA256.authenticate(message, key: ByteView($0)) } }
    #expect(signature().hasSuffix("," + code.withBytes { Base64URL.encode($0) }))
  }

  @Test func coversEveryPart() {
    let text = signature()
    var others: [OriginRequest] = []
    for change in ["method", "target", "user", "room", "passID", "network"] {
      var other = request
      switch change {
      case "method": other.method = ByteView("PUT")
      case "target": other.target = ByteView("/bookings/hold?a=c")
      case "user": other.user = ByteView("bob")
      case "room": other.room = ByteView("demo-ga")
      case "passID": other.passID = .empty
      default: other.network = ByteView("192.0.2.2/32")
      }
      others.append(other)
    }
    // Moving bytes between neighbours.
    var moved = request
    moved.user = ByteView("alicedemo")
    moved.room = .empty
    others.append(moved)
    for other in others { #expect(refusal(text, other) == .wrong) }
    var broken = request
    broken.user = ByteView("alice\ndemo")
    #expect(refusal(text, broken) == .malformed)
  }

  @Test func refusesEveryChange() {
    let text = signature()
    for changed in oneCharacterChanges(of: text) { #expect(refusal(changed) != nil) }
    for count in 0..<text.utf8.count { #expect(refusal(String(text.prefix(count))) != nil) }
    for bad in [
      "v1,,,", "v1,-1,00," + text.suffix(43), text + "A", "v2" + text.dropFirst(2),
      "v1," + String(repeating: "9", count: 16) + text.suffix(47),
    ] {
      #expect(refusal(bad) == .malformed)
    }
  }

  @Test func survivesTheRotationOfKeys() {
    let text = signature()
    let rotated = OriginSignature(keys: KeyRing(current: masterKey(2), accepted: [masterKey(1)]))
    #expect(refusal(text, by: rotated) == nil)
    #expect(refusal(text, by: OriginSignature(keys: KeyRing(current: masterKey(2)))) == .unknownKey)
  }
}

extension OriginSignature {
  func checkBytes(_ bytes: [UInt8], for request: OriginRequest, now: WallInstant) throws(Refusal) {
    let buffer = ByteBuffer()
    buffer.append(bytes)
    try check(buffer.readable, for: request, now: now)
  }
}
