import Primitives
import Testing
import Tokens

@Suite struct HoldTokenTests {
  private let tokens = HoldTokens(keys: KeyRing(current: masterKey(1)))
  private let hold = ByteView("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b")
  private let other = ByteView("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5c")

  private func opens(_ tokens: HoldTokens, _ hold: ByteView, _ text: String) -> Bool {
    Array(text.utf8).withUnsafeBytes { tokens.opens(hold, token: ByteView($0)) }
  }

  @Test func opensItsOwnHoldOnly() {
    let token = tokens.token(of: hold)
    #expect(token.utf8.count == HoldTokens.textBytes)
    #expect(token == tokens.token(of: hold), "the same each time")
    #expect(opens(tokens, hold, token))
    #expect(!opens(tokens, other, token))
    #expect(!opens(HoldTokens(keys: KeyRing(current: masterKey(2))), hold, token))
  }

  @Test func survivesRotation() {
    let token = tokens.token(of: hold)
    let rotated = HoldTokens(keys: KeyRing(current: masterKey(2), accepted: [masterKey(1)]))
    #expect(opens(rotated, hold, token))
    #expect(rotated.token(of: hold) != token)
  }

  @Test func refusesAnythingElse() {
    let token = tokens.token(of: hold)
    for text in [
      "", "x", token + "A", String(token.dropLast()), String(token.dropLast()) + "=", "!" + token.dropFirst(),
    ] {
      #expect(!opens(tokens, hold, text))
    }
    // The last character carries two bits that say nothing: only one spelling is taken.
    let spellings = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".filter {
      opens(tokens, hold, token.dropLast() + String($0))
    }
    #expect(spellings == String(token.suffix(1)))
  }
}
