public import Booking
internal import Postgres
public import Primitives

/// The stock of an event at one moment, by the database's clock.
public struct StockReading: Sendable {
  public var asOf: WallInstant
  public var counts: StockCounts
  /// Of the sold ones those whose money is authorized and not captured yet: they may come back.
  public var inPayment: Int
  /// Nil for general admission.
  public var states: SeatStates?

  public init(asOf: WallInstant, counts: StockCounts, inPayment: Int, states: SeatStates?) {
    self.asOf = asOf
    self.counts = counts
    self.inPayment = inPayment
    self.states = states
  }
}

extension BookingStore {
  /// All events, by the time they start.
  public func events(_ reply: @escaping StoreReply<[EventDetails]>) {
    ask(BookingStore.eventsStatement, [], reply) { $0.rows.map(EventDetails.init) }
  }

  /// The numbered seats of an event. Cost: a row a seat; ask once for each version of the event.
  public func plan(of event: EventDetails, _ reply: @escaping StoreReply<SeatPlan>) {
    let haveSections: StoreReply<EventMap> = { [weak self] result in
      switch result {
      case .failure(let fault): reply(.failure(fault))
      case .success(let map):
        guard let self else { return reply(.failure(.away("the store was closed"))) }
        ask(BookingStore.seatsStatement, [.text(event.id)], deadline: .seconds(20), reply) { rows in
          SeatPlan(
            tiers: event.tiers, sections: map.sections, map: map.map, entries: rows.rows.map(SeatPlan.Entry.init))
        }
      }
    }
    ask(BookingStore.mapStatement, [.text(event.id)], haveSections) { EventMap($0) }
  }

  /// What is free, held and sold now. Cost: the database reads every seat.
  public func stock(of event: EventDetails, _ reply: @escaping StoreReply<StockReading>) {
    switch event.admission {
    case .reserved:
      ask(BookingStore.statesStatement, [.text(event.id)], deadline: .seconds(5), reply) { rows in
        let states = SeatStates(letters: rows[0].viewOrNil(1) ?? .empty)
        return StockReading(asOf: rows[0].instant(0), counts: states.counts, inPayment: rows[0].int(2), states: states)
      }
    case .general:
      ask(BookingStore.placesStatement, [.text(event.id)], reply) { rows in
        guard let row = rows.first else {
          return StockReading(asOf: .epoch, counts: StockCounts(free: 0, held: 0, sold: 0), inPayment: 0, states: nil)
        }
        let counts = StockCounts(free: row.int(1), held: row.int(2), sold: row.int(3))
        return StockReading(asOf: row.instant(0), counts: counts, inPayment: row.int(4), states: nil)
      }
    }
  }

  static let eventsStatement = PostgresStatement(
    "booking_events", [],
    """
    SELECT e.id, e.name, e.venue_id, v.name, e.start_time, e.on_sale_at, e.sale_ends_at, e.admission, e.currency,
      e.seats_per_order_max, e.seats_per_user_max, e.hold_seconds, e.capacity,
      ARRAY(SELECT t.id FROM tiers t WHERE t.event_id = e.id ORDER BY t.ordinal),
      ARRAY(SELECT t.name FROM tiers t WHERE t.event_id = e.id ORDER BY t.ordinal),
      ARRAY(SELECT t.price_amount FROM tiers t WHERE t.event_id = e.id ORDER BY t.ordinal),
      ARRAY(SELECT t.color FROM tiers t WHERE t.event_id = e.id ORDER BY t.ordinal),
      (SELECT r.id FROM rooms r WHERE r.event_id = e.id ORDER BY r.id <> e.id, r.id LIMIT 1),
      encode(e.document_sha256, 'hex'), e.orphan_rule
    FROM events e JOIN venues v ON v.id = e.venue_id ORDER BY e.start_time, e.id
    """)
  static let mapStatement = PostgresStatement(
    "booking_map", [.text],
    """
    SELECT e.map::text, s.id, s.name, s.outline::text FROM events e LEFT JOIN sections s ON s.event_id = e.id
    WHERE e.id = $1 ORDER BY s.ordinal
    """)
  static let seatsStatement = PostgresStatement(
    "booking_seats", [.text],
    """
    SELECT s.seat_id::text, s.section::text, s.row::text, s.number::text, s.tier, coalesce(p.x, 0), coalesce(p.y, 0)
    FROM seats s LEFT JOIN seat_positions p ON p.event_id = s.event_id AND p.seat_id = s.seat_id
    WHERE s.event_id = $1 ORDER BY s.ordinal
    """)
  // Few at a time, by the index of payments that are under way.
  private static let inPayment = """
    (SELECT coalesce(sum(h.quantity), 0)::integer FROM payments p JOIN holds h ON h.id = p.hold_id
        WHERE p.check_at IS NOT NULL AND p.status = 'CAPTURING' AND h.event_id = $1)
    """
  static let statesStatement = PostgresStatement(
    "booking_states", [.text],
    """
    SELECT clock_timestamp(), string_agg(
      CASE WHEN s.status IN ('SOLD', 'WITHHELD') THEN 'S'
        WHEN s.status = 'HELD' AND s.hold_expires_at > clock_timestamp() THEN 'H' ELSE 'A' END, ''), \(inPayment)
    FROM (SELECT status, hold_expires_at FROM seats WHERE event_id = $1 ORDER BY ordinal) s
    """)
  static let placesStatement = PostgresStatement(
    "booking_places", [.text],
    """
    SELECT clock_timestamp(), g.capacity - g.held - g.sold - g.withheld + l.lapsed, g.held - l.lapsed, g.sold + g.withheld,
      \(inPayment)
    FROM general_admission g CROSS JOIN LATERAL (
      SELECT coalesce(sum(h.quantity), 0)::integer AS lapsed FROM holds h
      WHERE h.event_id = g.event_id AND h.status = 'HELD' AND h.expires_at <= (SELECT clock_timestamp())
    ) l WHERE g.event_id = $1
    """)
}

extension EventDetails {
  fileprivate init(_ row: PostgresRow) {
    let names = row.strings(14)
    let prices = row.ints(15)
    let colors = row.strings(16)
    let tiers = row.strings(13).enumerated().map { index, id in
      Tier(id: id, name: names[index], price: prices[index], color: colors[index])
    }
    self.init(
      id: row.string(0), name: row.string(1), venueID: row.string(2), venueName: row.string(3),
      startTime: row.instant(4), onSaleAt: row.instant(5), saleEndsAt: row.instantOrNil(6),
      admission: Admission(rawValue: row.string(7)) ?? .reserved, currency: row.string(8),
      seatsPerOrderMax: row.int(9), seatsPerUserMax: row.int(10), holdSeconds: row.intOrNil(11),
      capacity: row.int(12), orphanRule: OrphanRule(rawValue: row.string(19)) ?? .off, tiers: tiers,
      room: row.stringOrNil(17), version: row.string(18))
  }
}

extension SeatPlan.Entry {
  fileprivate init(_ row: PostgresRow) {
    self.init(
      id: row.string(0), section: row.string(1), row: row.string(2), number: row.string(3), tier: row.string(4),
      x: row.double(5), y: row.double(6))
  }
}
