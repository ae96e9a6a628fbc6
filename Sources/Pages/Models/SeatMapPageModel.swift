import Primitives

/// `/shop/{event_id}/seats`: choosing seats or a quantity, for those let in. `no-store`.
///
/// - No query: the overview of sections. `?section={id}`: that section's seats as a form (`sectionSeats` set).
/// - `POST /bookings/hold` as a form: `event_id` and either `seat_id` (repeated) or `quantity` with
///   `best_available=1` and `section` (empty: any), or `quantity` alone (general admission), and `idempotency_key`:
///   303 to `/bookings/{hold_id}` when held; refusals answer with this page again and a `notice`, status as for JSON.
/// - Its script uses the JSON of the same calls, and `GET /events/{event_id}/availability`.
public struct SeatMapPageModel: Sendable {
  public var event: EventSummary
  public var seatsPerOrderMax: Int
  /// Price classes, for general admission and the legend.
  public var tiers: [EventPageModel.Tier]
  /// Empty for general admission.
  public var sections: [SectionSummary]
  /// The section that was picked.
  public var sectionSeats: SectionSeats?
  /// What else the map shows: the stage or pitch.
  public var landmark: MapLandmark?
  /// How many places are free; nil: not known.
  public var available: Int?
  /// When the stock was read; `isStale`: from a replica that lags.
  public var asOf: WallInstant?
  public var isStale = false
  /// Until when the pass is good.
  public var passExpiresAt: WallInstant?
  public var notice: PageNotice?
  /// The buyer's basket at this event (`/bookings/{hold_id}`), if he has one.
  public var basketPath: String?
  /// Fresh and random, for the form.
  public var idempotencyKey: String
  public var now: WallInstant

  public init(
    event: EventSummary, seatsPerOrderMax: Int, tiers: [EventPageModel.Tier], sections: [SectionSummary],
    idempotencyKey: String, now: WallInstant
  ) {
    self.event = event
    self.seatsPerOrderMax = seatsPerOrderMax
    self.tiers = tiers
    self.sections = sections
    self.idempotencyKey = idempotencyKey
    self.now = now
  }
}
