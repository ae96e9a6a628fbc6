public import Primitives

/// What is public about an event, but for its stock.
public struct EventDetails: Sendable, Equatable {
  public enum Admission: String, Sendable {
    /// Numbered seats.
    case reserved
    /// A quantity of places.
    case general
  }

  public struct Tier: Sendable, Equatable {
    public var id: String
    public var name: String
    /// In minor units of the event's currency.
    public var price: Int
    /// `#rrggbb`
    public var color: String

    public init(id: String, name: String, price: Int, color: String) {
      self.id = id
      self.name = name
      self.price = price
      self.color = color
    }
  }

  public var id: String
  public var name: String
  public var venueID: String
  public var venueName: String
  public var startTime: WallInstant
  public var onSaleAt: WallInstant
  /// Nil: on sale until it starts.
  public var saleEndsAt: WallInstant?
  public var admission: Admission
  public var currency: String
  public var seatsPerOrderMax: Int
  public var seatsPerUserMax: Int
  /// Nil: the service's own default.
  public var holdSeconds: Int?
  public var capacity: Int
  public var orphanRule: OrphanRule
  public var tiers: [Tier]
  /// The room that sells it; nil: none does.
  public var room: String?
  /// Another one for each import that changed something.
  public var version: String

  public init(
    id: String, name: String, venueID: String, venueName: String, startTime: WallInstant, onSaleAt: WallInstant,
    saleEndsAt: WallInstant?, admission: Admission, currency: String, seatsPerOrderMax: Int, seatsPerUserMax: Int,
    holdSeconds: Int?, capacity: Int, orphanRule: OrphanRule = .off, tiers: [Tier], room: String?, version: String
  ) {
    self.id = id
    self.name = name
    self.venueID = venueID
    self.venueName = venueName
    self.startTime = startTime
    self.onSaleAt = onSaleAt
    self.saleEndsAt = saleEndsAt
    self.admission = admission
    self.currency = currency
    self.seatsPerOrderMax = seatsPerOrderMax
    self.seatsPerUserMax = seatsPerUserMax
    self.holdSeconds = holdSeconds
    self.capacity = capacity
    self.orphanRule = orphanRule
    self.tiers = tiers
    self.room = room
    self.version = version
  }

  public func tier(_ id: String) -> Tier? { tiers.first { $0.id == id } }
}
