import Booking
import BookingStore
import Postgres
import Primitives
import Schema
import TestKit

/// A database of the booking core for one test, with two small events, on a server that all tests share.
///
/// `hall`: numbered seats `s0`…`s39`, four rows of ten, 1000 cents each, at most 4 an order and 6 a user. `yard`: 20 places
/// at 500 cents. Each has its room. Passes are `pass-…` and belong to users of their own.
struct BookingDatabase {
  let name: String
  let server: TestPostgres

  private static let shared = Result {
    let server = try TestPostgres.start(TestPostgresOptions(settings: ["max_connections": "300"]))
    try prepare(server)
    return server
  }
  private static let made = Locked(0)

  /// On the server that all tests share.
  init() throws { try self.init(server: BookingDatabase.shared.get()) }

  /// On a server of the test's own, as a program left it that knew no later migrations.
  init(on server: TestPostgres, migrations: [Migration] = Migration.embedded) throws {
    try BookingDatabase.prepare(server, migrations)
    try self.init(server: server)
  }

  private init(server: TestPostgres) throws {
    self.server = server
    let number = BookingDatabase.made.withLock { made in
      made += 1
      return made
    }
    name = "test\(number)"
    try server.psql("CREATE DATABASE \(name) TEMPLATE migrated")
  }

  private static func prepare(_ server: TestPostgres, _ migrations: [Migration] = Migration.embedded) throws {
    try server.psql("CREATE DATABASE migrated")
    let session = try PostgresSession(PostgresServers("\(server.connectionString) dbname=migrated"))
    defer { session.close() }
    try SchemaRunner(migrations).run(on: session)
    _ = try EventImport.run(hall, on: session)
    _ = try EventImport.run(yard, on: session)
    try session.run("INSERT INTO rooms (id, event_id) VALUES ('hall', 'hall'), ('yard', 'yard')")
  }

  var connection: String { "\(server.connectionString) dbname=\(name)" }

  @discardableResult
  func psql(_ sql: String) throws -> String { try server.psql(sql, database: name) }

  func session() throws -> PostgresSession { try PostgresSession(PostgresServers(connection)) }

  /// Passes `first`…: pass number n is user number n's, for an hour.
  func makePasses(_ numbers: Range<Int>, room: String = "hall", user: String = "user-") throws {
    try psql(
      """
      INSERT INTO passes (jti, room_id, ticket_id, turn, epoch, subject, key_id, issued_at, minted_expires_at, expires_at)
      SELECT 'pass-of-\(room)-' || lpad(n::text, 12, '0'), '\(room)', decode(md5('\(room)' || n), 'hex'), 1, 1,
        '\(user)' || n, 'k1', t.now, t.now + interval '1 hour', t.now + interval '1 hour'
      FROM generate_series(\(numbers.lowerBound), \(numbers.upperBound - 1)) AS n,
        (SELECT date_trunc('second', clock_timestamp()) AS now) t
      """)
  }

  static func pass(_ number: Int, room: String = "hall") -> String {
    let digits = String(number)
    return "pass-of-\(room)-\(String(repeating: "0", count: 12 - digits.utf8.count))\(digits)"
  }

  /// What is broken now; empty: every promise holds.
  func fsck() throws -> String {
    let session = try session()
    defer { session.close() }
    let report = try Fsck.run(on: session)
    return report.isClean ? "" : report.description
  }

  static let hall: EventDocument = {
    var document = EventDocument(
      id: "hall", name: "Hall", venueID: "house", venueName: "House", startTime: WallInstant(seconds: 1_939_312_800),
      onSaleAt: WallInstant(seconds: 1_767_225_600), currency: "EUR", seatsPerOrderMax: 4, seatsPerUserMax: 6,
      tiers: [EventDetails.Tier(id: "all", name: "All", price: 1_000, color: "#112233")],
      map: VenueMapDocument(width: 20, height: 10))
    document.sections = [
      EventDocument.Section(id: "left", name: "Left"), EventDocument.Section(id: "right", name: "Right"),
    ]
    for number in 0..<40 {
      let (row, place) = (number / 10, number % 10)
      document.seats.append(
        EventDocument.Seat(
          id: "s\(number)", section: row < 2 ? "left" : "right", row: String(row), number: String(place), tier: "all",
          x: Double(place), y: Double(row)))
    }
    return document
  }()

  static let yard: EventDocument = {
    var document = hall
    document.id = "yard"
    document.name = "Yard"
    document.sections = []
    document.seats = []
    document.tiers[0].price = 500
    document.generalAdmission = EventDocument.GeneralAdmission(tier: "all", capacity: 20)
    return document
  }()
}

extension BookingDatabase {
  /// Lets a hold's time run out, for its row and its seats alike.
  func lapse(_ hold: RecordID) throws {
    try psql(
      """
      UPDATE seats SET hold_expires_at = now() - interval '1 second' WHERE hold_id = '\(hold)' AND status = 'HELD';
      UPDATE holds SET expires_at = coalesce(
        (SELECT min(hold_expires_at) FROM seats WHERE hold_id = '\(hold)'), now() - interval '1 second')
      WHERE id = '\(hold)'
      """)
  }
}
