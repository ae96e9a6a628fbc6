import Crypto
import Primitives
import Testing
import Tokens

@Suite struct KeyRingTests {
  private static let one = String(repeating: "01", count: 32)
  private static let two = String(repeating: "02", count: 32)

  @Test func readsAKeyFile() throws {
    let ring = try "# a comment\n\n  \(Self.one)\t\n\(Self.two)".view { try KeyRing(parsing: $0) }
    #expect(ring == KeyRing(current: masterKey(1), accepted: [masterKey(2)]))
    #expect(try ring.fileText.view { try KeyRing(parsing: $0) } == ring)
    #expect("\(Self.one)\r\n".view { try? KeyRing(parsing: $0) } == nil)
  }

  @Test(arguments: [
    ("", KeyRingFault.noKey), ("# \(one)\n", .noKey), ("\n\n", .noKey), ("xyz", .notAKey(line: 1)),
    ("\(one)\n\(one.dropLast(2))", .notAKey(line: 2)), ("\(one)0", .notAKey(line: 1)),
    ("\(one)00", .notAKey(line: 1)), ("\(one)\n#\n\(one)", .repeatedKey(line: 3)),
    (
      (1...5).map { String(repeating: "0\($0)", count: 32) }.joined(separator: "\n"), .tooManyKeys(line: 5)
    ),
    (String(repeating: "#\n", count: 10_000), .tooLong),
  ])
  func refusesWhatIsNoKeyFile(_ text: String, _ fault: KeyRingFault) {
    #expect(throws: fault) { try text.view { try KeyRing(parsing: $0) } }
    #expect(!fault.description.contains(Self.one))
  }

  @Test func doesNotPrintItself() {
    var dumped = ""
    dump(KeyRing(current: masterKey(0x7e)), to: &dumped)
    #expect(!dumped.contains("7e7e") && !dumped.contains("126"))
    #expect(!"\(KeyRing(current: masterKey(0x7e)))".contains("7e7e"))
  }
}
