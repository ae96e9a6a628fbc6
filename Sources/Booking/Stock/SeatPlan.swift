/// An event's numbered seats as they stand, without their stock: made once for each version of the event.
///
/// Seats are counted by their ordinal, from 0; seats of a row follow each other, so neighbours are neighbours.
public final class SeatPlan {
  public struct Seat: Sendable, Equatable {
    public var id: String
    /// Places in `sections` and `rows`.
    public var section: Int
    public var row: Int
    public var number: String
    /// Place in the event's tiers.
    public var tier: Int
    public var x: Double
    public var y: Double

    public init(id: String, section: Int, row: Int, number: String, tier: Int, x: Double, y: Double) {
      self.id = id
      self.section = section
      self.row = row
      self.number = number
      self.tier = tier
      self.x = x
      self.y = y
    }
  }

  public struct Row: Sendable, Equatable {
    public var name: String
    public var section: Int
    public var seats: Range<Int>
  }

  public struct Section: Sendable, Equatable {
    public var id: String
    public var name: String
    public var outline: [MapCorner]
    /// In order of the plan; nil where other sections' seats lie between.
    public var seats: Range<Int>?
    public var rows: Range<Int>
  }

  public let tiers: [EventDetails.Tier]
  public let seats: [Seat]
  public let rows: [Row]
  public let sections: [Section]
  public let map: VenueMapDocument
  private let ordinals: [String: Int]

  /// A seat as it comes from the database, in order of ordinals.
  public struct Entry: Sendable {
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

  /// Cost: about one hash a seat. Sections are those of `sections` in their order, then any that only seats name; a row
  /// is a run of seats of one section and row name.
  public init(
    tiers: [EventDetails.Tier], sections known: [EventDocument.Section], map: VenueMapDocument, entries: [Entry]
  ) {
    var builder = SeatPlanBuilder(tiers: tiers, known: known)
    for entry in entries { builder.add(entry) }
    self.tiers = tiers
    self.map = map
    (seats, rows, sections) = builder.finish()
    ordinals = Dictionary(entries.enumerated().map { ($0.element.id, $0.offset) }) { first, _ in first }
  }

  public func ordinal(of seat: String) -> Int? { ordinals[seat] }

  public func section(_ id: String) -> Int? { sections.firstIndex { $0.id == id } }
}
