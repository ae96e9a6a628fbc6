public import Primitives

/// An event as a file describes it: what `usher event import` takes, and what the generator of the demo sale makes.
public struct EventDocument: Sendable, Equatable {
  public struct Section: Sendable, Equatable {
    public var id: String
    public var name: String
    /// Its corners on the map; may be empty.
    public var outline: [MapCorner]

    public init(id: String, name: String, outline: [MapCorner] = []) {
      self.id = id
      self.name = name
      self.outline = outline
    }
  }

  public struct Seat: Sendable, Equatable {
    public var id: String
    public var section: String
    public var row: String
    public var number: String
    public var tier: String
    public var x: Double
    public var y: Double

    public init(id: String, section: String, row: String, number: String, tier: String, x: Double, y: Double) {
      self.id = id
      self.section = section
      self.row = row
      self.number = number
      self.tier = tier
      self.x = x
      self.y = y
    }
  }

  public struct GeneralAdmission: Sendable, Equatable {
    public var tier: String
    public var capacity: Int

    public init(tier: String, capacity: Int) {
      self.tier = tier
      self.capacity = capacity
    }
  }

  public var id: String
  public var name: String
  public var venueID: String
  public var venueName: String
  public var startTime: WallInstant
  public var onSaleAt: WallInstant
  public var saleEndsAt: WallInstant?
  public var currency: String
  public var seatsPerOrderMax: Int
  public var seatsPerUserMax: Int
  public var holdSeconds: Int?
  public var orphanRule = OrphanRule.off
  public var tiers: [EventDetails.Tier]
  public var map: VenueMapDocument
  public var sections: [Section] = []
  /// In the order in which they stand, row by row.
  public var seats: [Seat] = []
  /// Nil: reserved seats.
  public var generalAdmission: GeneralAdmission?

  public init(
    id: String, name: String, venueID: String, venueName: String, startTime: WallInstant, onSaleAt: WallInstant,
    saleEndsAt: WallInstant? = nil, currency: String, seatsPerOrderMax: Int, seatsPerUserMax: Int,
    holdSeconds: Int? = nil, tiers: [EventDetails.Tier], map: VenueMapDocument
  ) {
    self.id = id
    self.name = name
    self.venueID = venueID
    self.venueName = venueName
    self.startTime = startTime
    self.onSaleAt = onSaleAt
    self.saleEndsAt = saleEndsAt
    self.currency = currency
    self.seatsPerOrderMax = seatsPerOrderMax
    self.seatsPerUserMax = seatsPerUserMax
    self.holdSeconds = holdSeconds
    self.tiers = tiers
    self.map = map
  }
}
