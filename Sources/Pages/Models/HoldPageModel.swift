import Primitives

/// `GET /bookings/{hold_id}` for a browser (`Accept: text/html`): the basket with its countdown, payment, confirmation.
/// `no-store`; reached with the hold's own cookie, never queued.
///
/// Forms it sends:
/// - `POST /bookings/{hold_id}/pay` with `payment_method` and `idempotency_key`: 303 to `/bookings/{hold_id}`; a decline
///   answers 402 with this page and a `notice`, an unknown outcome 202 with it
/// - `POST /bookings/{hold_id}/give-back`: what `DELETE /bookings/{hold_id}` does, 303 to `/shop/{event_id}`
public struct HoldPageModel: Sendable {
  public enum Status: String, Sendable, CaseIterable {
    case held = "HELD"
    case paymentPending = "PAYMENT_PENDING"
    case confirmed = "CONFIRMED"
    case released = "RELEASED"
    case expired = "EXPIRED"
  }

  public struct Item: Sendable {
    /// Nil for general admission.
    public var section: String?
    public var row: String?
    public var number: String?
    public var tierName: String
    public var quantity: Int
    /// Of one place.
    public var price: Money

    public init(
      section: String? = nil, row: String? = nil, number: String? = nil, tierName: String, quantity: Int = 1,
      price: Money
    ) {
      self.section = section
      self.row = row
      self.number = number
      self.tierName = tierName
      self.quantity = quantity
      self.price = price
    }
  }

  public var event: EventSummary
  public var holdID: String
  public var status: Status
  public var items: [Item]
  public var total: Money
  public var expiresAt: WallInstant
  /// Which of the provider's methods to offer; empty: `PaymentMethodChoice.test`.
  public var methods: [PaymentMethodChoice] = []
  public var notice: PageNotice?
  /// Fresh and random, for the next attempt to pay.
  public var idempotencyKey: String
  /// Where the PDF is, once there is one.
  public var ticketPath: String?
  public var now: WallInstant

  public init(
    event: EventSummary, holdID: String, status: Status, items: [Item], total: Money, expiresAt: WallInstant,
    idempotencyKey: String, now: WallInstant
  ) {
    self.event = event
    self.holdID = holdID
    self.status = status
    self.items = items
    self.total = total
    self.expiresAt = expiresAt
    self.idempotencyKey = idempotencyKey
    self.now = now
  }
}
