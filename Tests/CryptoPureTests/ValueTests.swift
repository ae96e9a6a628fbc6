import Crypto
import Primitives
import Testing

@Suite struct ValueTests {
  @Test func comparesInFull() {
    let left = (0..<32).map { UInt8($0) }
    for index in 0..<32 {
      var right = left
      right[index] ^= 0x80
      #expect(!left.view { leftView in right.view { constantTimeEquals(leftView, $0) } })
      #expect(left.view { Digest32($0) } != right.view { Digest32($0) })
    }
    #expect(left.view { constantTimeEquals($0, $0) })
    #expect(!left.view { constantTimeEquals($0, .empty) })
    #expect(constantTimeEquals(.empty, .empty))
  }

  @Test func digestsAreOrderedByTheirBytes() throws {
    var generator = SeededRandom(seed: 7)
    var arrays = (0..<200).map { _ in (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) } }
    // Shared beginnings, so that every word decides somewhere.
    for index in 1..<arrays.count {
      let shared = index % 32
      arrays[index].replaceSubrange(0..<shared, with: arrays[index - 1][0..<shared])
    }
    let digests = try arrays.map { try #require($0.view { Digest32($0) }) }
    #expect(digests.sorted().map(\.array) == arrays.sorted { $0.lexicographicallyPrecedes($1) })
    #expect(Set(digests).count == Set(arrays).count)
  }

  @Test func fixedSizesAreChecked() {
    for count in [0, 1, 31, 33, 64] {
      let bytes = [UInt8](repeating: 1, count: count)
      #expect(bytes.view { Digest32($0) } == nil)
      #expect(bytes.view { SecretKey($0) } == nil)
    }
    #expect([UInt8](repeating: 1, count: 63).view { Signature64($0) } == nil)
    #expect([UInt8](repeating: 1, count: 64).view { Signature64($0) } != nil)
  }

  @Test func secretsDoNotPrintThemselves() throws {
    let secret = try #require([UInt8](repeating: 0xab, count: 32).view { SecretKey($0) })
    var dumped = ""
    dump(secret, to: &dumped)
    let ab = String(0xabab_abab_abab_abab as UInt64)
    for text in ["\(secret)", String(reflecting: secret), String(describing: [secret]), dumped] {
      #expect(!text.contains("abab") && !text.contains("171") && !text.contains(ab))
    }
  }

  @Test func randomBytesDiffer() {
    let pool = RandomPool()
    var seen: Set<[UInt8]> = []
    for _ in 0..<2000 {
      var bytes = [UInt8](repeating: 0, count: 12)
      bytes.withUnsafeMutableBytes { pool.fill($0) }
      seen.insert(bytes)
    }
    #expect(seen.count == 2000)
    #expect(SecureRandom.bytes(32) != SecureRandom.bytes(32))
    #expect(SecureRandom.bytes(0).isEmpty)
    var large = [UInt8](repeating: 0, count: 10_000)
    large.withUnsafeMutableBytes { pool.fill($0) }
    #expect(Set(large).count == 256)
  }
}
