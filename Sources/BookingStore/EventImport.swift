public import Booking
public import Postgres
internal import Primitives

/// What an import changed.
public struct EventImportReport: Sendable, Equatable {
  public var event: String
  public var isNew: Bool
  public var areDetailsChanged: Bool
  public var seatsAdded: Int
  public var seatsChanged: Int
  public var seatsRemoved: Int

  /// A second run of the same file.
  public var isUnchanged: Bool {
    !isNew && !areDetailsChanged && seatsAdded == 0 && seatsChanged == 0 && seatsRemoved == 0
  }
}

extension EventImportReport: CustomStringConvertible {
  public var description: String {
    if isUnchanged { return "event \(event): nothing changed" }
    let seats = [(seatsAdded, "added"), (seatsChanged, "changed"), (seatsRemoved, "removed")]
      .filter { $0.0 > 0 }.map { "\($0.0) \($0.0 == 1 ? "seat" : "seats") \($0.1)" }
    let head = isNew ? "created" : "updated"
    return "event \(event): \(([head] + seats).joined(separator: ", "))"
  }
}

/// Brings events in: for the command line and the demo sale.
public enum EventImport {
  /// Makes the event what the document says, in one transaction; held and sold seats stay as they are.
  public static func run(_ document: EventDocument, on session: PostgresSession) throws(StoreFault) -> EventImportReport
  {
    do {
      let seats = document.seats
      let row = try session.query(
        statement,
        [
          .json(document.detailsJSON), .texts(seats.map(\.id)), .texts(seats.map(\.section)), .texts(seats.map(\.row)),
          .texts(seats.map(\.number)), .texts(seats.map(\.tier)), .ints(seats.map { hundredths($0.x) }),
          .ints(seats.map { hundredths($0.y) }),
        ])[0]
      // Before the first buyer comes: plans for an event whose size nobody knows are bad ones.
      try session.run("ANALYZE events, tiers, seats, seat_positions, general_admission")
      return EventImportReport(
        event: document.id, isNew: row.bool(0), areDetailsChanged: row.bool(1), seatsAdded: row.int(2),
        seatsChanged: row.int(3), seatsRemoved: row.int(4))
    } catch {
      throw StoreFault(error)
    }
  }

  private static func hundredths(_ coordinate: Double) -> Int { Int((coordinate * 100).rounded()) }

  private static let statement = PostgresStatement(
    "booking_import", [.json, .texts, .texts, .texts, .texts, .texts, .ints, .ints],
    """
    SELECT created, details_changed, seats_added, seats_changed, seats_removed
    FROM event_import($1, $2, $3, $4, $5, $6, $7, $8)
    """)
}
