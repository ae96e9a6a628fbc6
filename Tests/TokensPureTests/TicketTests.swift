import Crypto
import Primitives
import Testing
import Tokens

@Suite struct TicketTests {
  static func ticket(room: String = "demo", user: String? = nil) -> Ticket {
    Ticket(
      room: room, id: RandomID(high: 0x0123_4567_89ab_cdef, low: 0xfedc_ba98_7654_3210), user: user,
      sequence: 4_000_000_000, epoch: 7, score: 1_799_999_999_123_456, flags: [.lottery],
      networkClass: NetworkClass(rawValue: 3), networkHash: 0xdead_beef,
      issuedAt: WallInstant(microseconds: 1_799_999_990_123_456))
  }

  static let tickets = [
    ticket(), ticket(user: "alice"), ticket(room: String(repeating: "r", count: 40), user: "Zoë 票 🎫"),
    ticket(room: "a", user: String(repeating: "u", count: 128)),
    Ticket(
      room: "z", id: RandomID(high: 0, low: 0), user: nil, sequence: 0, epoch: 0, score: .min,
      issuedAt: WallInstant(microseconds: -9_000_000_000_000_000)),
    Ticket(
      room: "z", id: RandomID(high: .max, low: .max), user: "x", sequence: .max, epoch: .max, score: .max,
      flags: TicketFlags(rawValue: 255), networkClass: NetworkClass(rawValue: 255), networkHash: .max,
      issuedAt: WallInstant(microseconds: 9_000_000_000_000_000)),
  ]

  private let codec = TicketCodec(keys: KeyRing(current: masterKey(1)), random: RandomPool())

  @Test(arguments: tickets)
  func comesBackAsItWas(_ ticket: Ticket) throws {
    let text = written { codec.seal(ticket, into: $0) }
    #expect(text.utf8.count <= TicketCodec.textBytesMax)
    #expect(try text.view { try codec.open($0) } == ticket)
    // Another loop of another process with the same keys.
    let other = TicketCodec(keys: KeyRing(current: masterKey(1)), random: RandomPool())
    #expect(try text.view { try other.open($0) } == ticket)
  }

  @Test func hidesWhatItHolds() {
    let ticket = Self.ticket(user: "alice")
    let first = written { codec.seal(ticket, into: $0) }
    let second = written { codec.seal(ticket, into: $0) }
    #expect(first != second)
    let bytes = Base64URL.decode(first) ?? []
    #expect(!String(decoding: bytes, as: UTF8.self).contains("alice"))
    #expect(!String(decoding: bytes, as: UTF8.self).contains("demo"))
  }

  @Test func refusesEveryChange() throws {
    let text = written { codec.seal(Self.ticket(user: "alice"), into: $0) }
    for changed in oneCharacterChanges(of: text) {
      #expect(throws: TicketRefusal.self) { try changed.view { try codec.open($0) } }
    }
    for count in 0..<text.utf8.count {
      #expect(throws: TicketRefusal.self) { try String(text.prefix(count)).view { try codec.open($0) } }
    }
    for suffix in ["A", "=", "==", ".", " ", "\n", "AAAA"] {
      #expect(throws: TicketRefusal.self) { try (text + suffix).view { try codec.open($0) } }
    }
    #expect(try text.view { try codec.open($0) }.user == "alice")
  }

  @Test func saysWhyInPrivate() throws {
    let text = written { codec.seal(Self.ticket(), into: $0) }
    let bytes = try #require(Base64URL.decode(text))
    var otherVersion = bytes
    otherVersion[0] = 2
    var otherKey = bytes
    otherKey[1] &+= 1
    var changed = bytes
    changed[40] ^= 1
    let cases: [(String, TicketRefusal.Reason)] = [
      ("", .tooShort), ("AA", .tooShort), ("A", .notBase64), ("%%%%", .notBase64),
      (String(repeating: "A", count: TicketCodec.textBytesMax + 1), .tooLong),
      (Base64URL.encode(otherVersion), .unknownVersion), (Base64URL.encode(otherKey), .unknownKey),
      (Base64URL.encode(changed), .notAuthentic),
    ]
    for (text, reason) in cases {
      let refusal = #expect(throws: TicketRefusal.self) { try text.view { try codec.open($0) } }
      #expect(refusal?.reason == reason)
      // Outside nobody learns which it was.
      #expect(refusal?.description == "the ticket is not valid")
    }
  }

  @Test func belongsToItsRoomAndRunsOut() throws {
    let ticket = Self.ticket()
    let text = written { codec.seal(ticket, into: $0) }
    func open(_ room: StaticString, _ now: WallInstant) throws -> Ticket {
      try text.view { try codec.open($0, room: ByteView(room), now: now, lifetimeSeconds: 3_600) }
    }
    #expect(try open("demo", ticket.issuedAt) == ticket)
    #expect(try open("demo", ticket.issuedAt + 3_599_999_999) == ticket)
    #expect(throws: TicketRefusal(.expired)) { try open("demo", ticket.issuedAt + 3_600_000_000) }
    #expect(throws: TicketRefusal(.otherRoom)) { try open("demo-ga", ticket.issuedAt) }
    #expect(throws: TicketRefusal(.otherRoom)) { try open("dem", ticket.issuedAt) }
  }

  @Test func survivesTheRotationOfKeys() throws {
    let ticket = Self.ticket(user: "bob")
    let old = written { codec.seal(ticket, into: $0) }
    let rotated = TicketCodec(
      keys: KeyRing(current: masterKey(2), accepted: [masterKey(1)]), random: RandomPool())
    #expect(try old.view { try rotated.open($0) } == ticket)
    let new = written { rotated.seal(ticket, into: $0) }
    #expect(try new.view { try rotated.open($0) } == ticket)
    #expect(throws: TicketRefusal.self) { try new.view { try codec.open($0) } }
    let forgotten = TicketCodec(keys: KeyRing(current: masterKey(2)), random: RandomPool())
    #expect(throws: TicketRefusal.self) { try old.view { try forgotten.open($0) } }
    #expect(try new.view { try forgotten.open($0) } == ticket)
  }

  /// Keys whose short ids collide are told apart by trying both.
  @Test func keysWithTheSameShortIDWork() throws {
    var seen: [UInt8: MasterKey] = [:]
    var pair: (MasterKey, MasterKey)?
    for byte in UInt8.min...UInt8.max where pair == nil {
      let key = masterKey(byte)
      let text = written {
        TicketCodec(keys: KeyRing(current: key), random: RandomPool()).seal(Self.ticket(), into: $0)
      }
      let id = try #require(Base64URL.decode(text))[1]
      if let other = seen[id] { pair = (other, key) }
      seen[id] = key
    }
    let (first, second) = try #require(pair, "256 keys without a collision of their short ids")
    let ring = TicketCodec(keys: KeyRing(current: first, accepted: [second]), random: RandomPool())
    for key in [first, second] {
      let codec = TicketCodec(keys: KeyRing(current: key), random: RandomPool())
      let text = written { codec.seal(Self.ticket(), into: $0) }
      #expect(try text.view { try ring.open($0) } == Self.ticket())
    }
  }

  @Test func namesItsHolder() {
    #expect(Self.ticket(user: "alice").userName == "alice")
    #expect(Self.ticket().userName == "anon:0123456789abcdeffedcba9876543210")
    #expect(Self.ticket().userName.view { AnonymousUser.isAnonymous($0) })
    #expect(!"alice".view { AnonymousUser.isAnonymous($0) })
  }

  /// Random bytes, and random changes of good tokens, are refused and never crash.
  @Test func refusesRandomBytes() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededRandom(seed: seed)
    let good = Array(written { codec.seal(Self.ticket(user: "alice"), into: $0) }.utf8)
    for _ in 0..<5_000 {
      var bytes: [UInt8]
      if Bool.random(using: &generator) {
        bytes = (0..<Int.random(in: 0...400, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator)
        }
      } else {
        bytes = good
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
          bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
        }
        if bytes == good { continue }
      }
      #expect(throws: TicketRefusal.self, "seed \(seed)") {
        try bytes.withUnsafeBytes { try codec.open(ByteView($0)) }
      }
    }
  }
}
