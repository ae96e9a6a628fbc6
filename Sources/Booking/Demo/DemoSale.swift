internal import Primitives

/// The demo sale: a stadium of 50,000 numbered seats and a festival of 10,000 places. Always the same, so that bringing
/// them in again changes nothing.
public enum DemoSale {
  public static let events: [EventDocument] = [stadium, festival]

  /// Event `demo`.
  public static var stadium: EventDocument {
    var document = EventDocument(
      id: "demo", name: "Harbour Lights: Homecoming", venueID: "harbour-stadium", venueName: "Harbour Stadium",
      startTime: evening, onSaleAt: opening, currency: "EUR", seatsPerOrderMax: 8, seatsPerUserMax: 8,
      tiers: [
        EventDetails.Tier(id: "premium", name: "Premium", price: 14_000, color: "#8e44ad"),
        EventDetails.Tier(id: "category-1", name: "Category 1", price: 9_500, color: "#c0392b"),
        EventDetails.Tier(id: "category-2", name: "Category 2", price: 7_500, color: "#d68910"),
        EventDetails.Tier(id: "category-3", name: "Category 3", price: 5_500, color: "#1e8449"),
        EventDetails.Tier(id: "category-4", name: "Category 4", price: 3_500, color: "#2874a6"),
      ], map: Stadium.map)
    for bowl in Stadium.bowls { bowl.build(into: &document) }
    return document
  }

  /// Event `demo-ga`.
  public static var festival: EventDocument {
    var document = EventDocument(
      id: "demo-ga", name: "Harbour Lights: Open Air", venueID: "harbour-meadow", venueName: "Harbour Meadow",
      startTime: evening + 86_400_000_000, onSaleAt: opening, currency: "EUR", seatsPerOrderMax: 8, seatsPerUserMax: 8,
      tiers: [EventDetails.Tier(id: "standing", name: "Standing", price: 4_500, color: "#1e8449")],
      map: VenueMapDocument(width: 0, height: 0))
    document.generalAdmission = EventDocument.GeneralAdmission(tier: "standing", capacity: 10_000)
    return document
  }

  /// 15 June 2031, 18:00 UTC.
  private static let evening = WallInstant(seconds: 1_939_312_800)
  /// Open at once: 1 January 2026.
  private static let opening = WallInstant(seconds: 1_767_225_600)
}
