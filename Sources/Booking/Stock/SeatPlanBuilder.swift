/// Puts a plan together, seat by seat.
struct SeatPlanBuilder {
  private var seats: [SeatPlan.Seat] = []
  private var rows: [SeatPlan.Row] = []
  private var sections: [SeatPlan.Section]
  private var sectionOf: [String: Int]
  private let tierOf: [String: Int]
  private var isScattered: Set<Int> = []

  init(tiers: [EventDetails.Tier], known: [EventDocument.Section]) {
    tierOf = Dictionary(tiers.enumerated().map { ($0.element.id, $0.offset) }) { first, _ in first }
    sections = known.map {
      SeatPlan.Section(id: $0.id, name: $0.name, outline: $0.outline, seats: nil, rows: 0..<0)
    }
    sectionOf = Dictionary(known.enumerated().map { ($0.element.id, $0.offset) }) { first, _ in first }
  }

  mutating func add(_ entry: SeatPlan.Entry) {
    let section = section(entry.section)
    let ordinal = seats.count
    if let last = rows.last, last.section == section, last.name == entry.row {
      rows[rows.count - 1].seats = last.seats.lowerBound..<ordinal + 1
    } else {
      noteRow(of: section)
      rows.append(SeatPlan.Row(name: entry.row, section: section, seats: ordinal..<ordinal + 1))
    }
    let first = sections[section].seats?.lowerBound ?? ordinal
    sections[section].seats = first..<ordinal + 1
    sections[section].rows = sections[section].rows.lowerBound..<rows.count
    seats.append(
      SeatPlan.Seat(
        id: entry.id, section: section, row: rows.count - 1, number: entry.number, tier: tierOf[entry.tier] ?? 0,
        x: entry.x, y: entry.y))
  }

  func finish() -> ([SeatPlan.Seat], [SeatPlan.Row], [SeatPlan.Section]) {
    var sections = sections
    for section in isScattered { sections[section].seats = nil }
    return (seats, rows, sections)
  }

  private mutating func section(_ id: String) -> Int {
    if let known = sectionOf[id] { return known }
    sections.append(SeatPlan.Section(id: id, name: id, outline: [], seats: nil, rows: 0..<0))
    sectionOf[id] = sections.count - 1
    return sections.count - 1
  }

  /// A row begins: its section's first, or one beside the last, or the section is scattered.
  private mutating func noteRow(of section: Int) {
    if sections[section].seats == nil {
      sections[section].rows = rows.count..<rows.count
    } else if rows.last?.section != section {
      isScattered.insert(section)
    }
  }
}
