/// A section on the overview.
public struct SectionSummary: Sendable {
  /// Short, as it stands on the map: "112".
  public var id: String
  /// As people say it: "Section 112".
  public var name: String
  public var tierName: String
  public var tierColor: String?
  /// Of its cheapest seat.
  public var price: Money
  /// Of its dearest seat; nil: all cost the same.
  public var dearestPrice: Money?
  public var total: Int
  /// Nil: not known.
  public var available: Int?
  /// Its corners on the map; empty: it is listed but not drawn. `SectionOutline.hull` makes one from seats.
  public var outline: [MapPoint]
  /// Where its seats lie in the compact availability, if side by side there.
  public var firstOrdinal: Int?

  public init(
    id: String, name: String, tierName: String, tierColor: String? = nil, price: Money, total: Int, available: Int?,
    outline: [MapPoint] = [], firstOrdinal: Int? = nil
  ) {
    self.id = id
    self.name = name
    self.tierName = tierName
    self.tierColor = tierColor
    self.price = price
    self.total = total
    self.available = available
    self.outline = outline
    self.firstOrdinal = firstOrdinal
  }
}
