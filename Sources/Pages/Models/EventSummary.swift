import Primitives

/// What every page of the shop says of an event.
public struct EventSummary: Sendable {
  public enum Admission: Sendable {
    /// Numbered seats.
    case reserved
    /// A quantity of places.
    case general
  }

  public var id: String
  public var name: String
  public var venueName: String
  public var startsAt: WallInstant
  /// The room in front of the sale; nil: nobody has to wait.
  public var room: String?
  public var admission: Admission
  /// Nil or in the past: on sale.
  public var onSaleAt: WallInstant?
  public var lowestPrice: Money?
  public var stock: StockHint

  public init(
    id: String, name: String, venueName: String, startsAt: WallInstant, room: String?, admission: Admission,
    onSaleAt: WallInstant? = nil, lowestPrice: Money? = nil, stock: StockHint = .unknown
  ) {
    self.id = id
    self.name = name
    self.venueName = venueName
    self.startsAt = startsAt
    self.room = room
    self.admission = admission
    self.onSaleAt = onSaleAt
    self.lowestPrice = lowestPrice
    self.stock = stock
  }

  /// `/shop/{event_id}`.
  public var path: String { "/shop/\(id)" }

  /// `/shop/{event_id}/seats`: seat map and checkout, behind the room.
  public var seatsPath: String { "/shop/\(id)/seats" }

  /// `/shop/{event_id}/sign-in`, where a shop has one.
  public var signInPath: String { "/shop/\(id)/sign-in" }
}
