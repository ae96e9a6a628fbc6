/// One ring of seats: sections side by side around the pitch, rows behind each other.
struct StadiumBowl: Sendable {
  let firstNumber: Int
  let sections: Int
  let rows: Int
  let seatsPerRow: Int
  /// Where the first row stands.
  let contour: RoundedRectangle
  let rowNames: @Sendable (Int) -> String
  /// By section and row, both from 0.
  let tier: @Sendable (Int, Int) -> String

  private static let rowDepth = 0.8
  /// The part of a section's width that its seats take; the rest is stairs.
  private static let seatsShare = 0.88

  func build(into document: inout EventDocument) {
    for section in 0..<sections {
      let name = String(firstNumber + section)
      document.sections.append(
        EventDocument.Section(id: name, name: "Section \(name)", outline: outline(section)))
      for row in 0..<rows {
        let rowName = rowNames(row)
        let tier = tier(section, row)
        for seat in 0..<seatsPerRow {
          let share = (Double(seat) + 0.5) / Double(seatsPerRow)
          let place = place(section, at: share, row: Double(row))
          document.seats.append(
            EventDocument.Seat(
              id: "\(name)-\(rowName)-\(seat + 1)", section: name, row: rowName, number: String(seat + 1), tier: tier,
              x: place.x, y: place.y))
        }
      }
    }
  }

  /// Along the front, then back along the last row.
  private func outline(_ section: Int) -> [MapCorner] {
    let along = [0.0, 0.25, 0.5, 0.75, 1.0]
    return along.map { place(section, at: $0, row: -0.6) }
      + along.reversed().map { place(section, at: $0, row: Double(rows) - 0.4) }
  }

  /// A point of a section by its share of the width, in whole hundredths. Section 0 has its middle at the halfway line.
  private func place(_ section: Int, at share: Double, row: Double) -> MapCorner {
    let along = Double(section) + (share - 0.5) * StadiumBowl.seatsShare
    let point = contour.point(at: along / Double(sections), outwards: row * StadiumBowl.rowDepth)
    return MapCorner(
      x: ((Stadium.center.x + point.x) * 100).rounded() / 100, y: ((Stadium.center.y + point.y) * 100).rounded() / 100)
  }
}
