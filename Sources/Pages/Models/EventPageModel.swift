import Primitives

/// `/shop/{event_id}`: one event, its prices, and the way in. The same bytes for everyone: no cookie, cacheable.
public struct EventPageModel: Sendable {
  /// A price class.
  public struct Tier: Sendable {
    public var name: String
    public var price: Money
    /// `#rrggbb`; nil: none.
    public var color: String?
    public var stock: StockHint

    public init(name: String, price: Money, color: String? = nil, stock: StockHint = .unknown) {
      self.name = name
      self.price = price
      self.color = color
      self.stock = stock
    }
  }

  public var event: EventSummary
  public var tiers: [Tier]
  public var seatsPerOrderMax: Int
  public var capacity: Int?
  /// Minutes that a chosen seat is kept for its buyer.
  public var holdMinutes: Int?
  /// Where to sign in before joining; nil: the shop has no sign-in.
  public var signInPath: String?
  /// When the page was made: what "on sale from" is compared with.
  public var now: WallInstant

  public init(
    event: EventSummary, tiers: [Tier], seatsPerOrderMax: Int, capacity: Int? = nil, holdMinutes: Int? = nil,
    now: WallInstant
  ) {
    self.event = event
    self.tiers = tiers
    self.seatsPerOrderMax = seatsPerOrderMax
    self.capacity = capacity
    self.holdMinutes = holdMinutes
    self.now = now
  }
}
