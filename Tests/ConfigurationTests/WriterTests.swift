import Configuration
import Foundation
import Primitives
import Testing

@Suite struct WriterTests {
  /// A configuration in which every kind of field has an awkward value.
  static var awkward: UsherConfiguration {
    var all = UsherConfiguration()
    all.dataFolder = "/var/lib/us her: \"#1\" é"
    all.server.listen = ServerAddress("[2001:db8::1]:8080")!
    all.server.hosts = ["tickets.example.com", "[::1]"]
    all.server.trustedProxies = [NetworkPrefix("10.0.0.0/8")!, NetworkPrefix("2001:db8::/32")!]
    all.server.drainTimeout = .zero
    all.server.http.bodyBytesMax = 1_234_567
    all.redis.passwordFile = "null"
    all.redis.commandTimeout = .milliseconds(1_500)
    all.postgres.connection = "host=/run/pg password='a \\' b: {x}' dbname=- user=~"
    all.admitter.tick = .milliseconds(5)
    all.tokens.issuer = " - [a, b] & *c !d %e @f `g` | > ? "
    all.crossOrigin.allowedOrigins = ["https://shop.example:8443"]
    var shop = AssertionKeyConfiguration()
    shop.id = "shop"
    shop.algorithm = .edDSA
    shop.publicKey = Base64URL.encode([UInt8](repeating: 251, count: 32))
    shop.issuer = "https://shop.example/#"
    all.assertionKeys = [shop]
    var room = RoomConfiguration(id: "true", event: "null")
    room.admitRateMicros = 123_456
    room.burstMicros = 1_000_001
    room.activeMax = 7
    room.opensAt = WallInstant(rfc3339: "2027-01-02T03:04:05.678Z")
    room.prequeueOpensAt = WallInstant(rfc3339: "2027-01-01T00:00:00Z")
    room.message = "Guten Tag – \"bitte\" warten: 5 Min.\u{a0}# kein Kommentar \\ Ende\u{7f}".replacing(
      "\u{7f}", with: "")
    room.pageStatus = 503
    all.rooms = [room, RoomConfiguration(id: "-"), RoomConfiguration(id: "0")]
    all.routes.append(
      RouteConfiguration(PathPattern("/x/**")!, [], access: .pass, room: .header("X-Room"), origin: "booking"))
    all.routes[all.routes.count - 1].rooms = ["-", "0"]
    all.limits[0].burst = nil
    all.limits[0].requests = []
    return all
  }

  @Test func readsBackWhatItWrites() throws {
    for value in [UsherConfiguration(), Self.awkward] {
      let text = ConfigurationFile.text(value)
      #expect(try configuration(text) == value)
      #expect(ConfigurationFile.text(try configuration(text)) == text)
    }
  }

  @Test func emptyListsStayEmpty() throws {
    var bare = UsherConfiguration()
    bare.routes = []
    bare.origins = []
    bare.limits = []
    #expect(try configuration(ConfigurationFile.text(bare)) == bare)
  }

  @Test func everyCharacterSurvives() throws {
    let scalars =
      (UInt32(0x20)...0x2ff).compactMap(Unicode.Scalar.init) + ["票", "🎫", "\u{2028}", "\u{feff}", "\u{fffd}"]
    let forms: [(Unicode.Scalar) -> String] = [
      { "\($0)" }, { "a\($0)" }, { "\($0)a" }, { "a \($0) b" }, { "\($0) " },
    ]
    for form in forms {
      var value = UsherConfiguration()
      value.rooms = scalars.filter { $0 != "\u{7f}" }.map { scalar in
        var room = RoomConfiguration(id: "u-\(scalar.value)")
        room.message = form(scalar)
        return room
      }
      let read = try configuration(ConfigurationFile.text(value))
      #expect(zip(read.rooms, value.rooms).filter { $0.message != $1.message }.map(\.1.id) == [])
    }
  }

  @Test func pathsBeginInTheFilesFolder() throws {
    let resolved = Self.awkward.resolved(in: "/etc/usher")
    #expect(resolved.redis.passwordFile == "/etc/usher/null")
    #expect(resolved.dataFolder == Self.awkward.dataFolder)
    #expect(resolved.booking.listen == .unix(path: "/etc/usher/run/booking.sock"))
    #expect(resolved.origins[0].endpoint == .unix(path: "/etc/usher/run/booking.sock"))
    #expect(resolved.tokens.keysFile == "/etc/usher/secrets/master-keys")
    #expect(resolved.server.listen == Self.awkward.server.listen)
    #expect(resolved.resolved(in: "/elsewhere") == resolved)
  }
}
