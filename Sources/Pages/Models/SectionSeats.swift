/// The seats of one section, row by row.
public struct SectionSeats: Sendable {
  public enum Status: Sendable {
    case available
    case held
    case sold
  }

  public struct Seat: Sendable {
    public var id: String
    public var number: String
    public var status: Status
    /// Its place in the compact availability; nil: the script can't refresh it.
    public var ordinal: Int?
    /// Where it differs from its section's.
    public var price: Money?

    public init(id: String, number: String, status: Status, ordinal: Int? = nil, price: Money? = nil) {
      self.id = id
      self.number = number
      self.status = status
      self.ordinal = ordinal
      self.price = price
    }
  }

  public struct Row: Sendable {
    public var name: String
    public var seats: [Seat]

    public init(name: String, seats: [Seat]) {
      self.name = name
      self.seats = seats
    }
  }

  public var section: SectionSummary
  public var rows: [Row]

  public init(section: SectionSummary, rows: [Row]) {
    self.section = section
    self.rows = rows
  }
}
