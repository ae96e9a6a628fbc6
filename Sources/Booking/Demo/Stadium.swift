/// The shape of the demo stadium: a pitch of 105 by 68 metres, a lower bowl of 18,000 seats and an upper one of 32,000,
/// each of forty sections around it. One unit of the map is a metre.
enum Stadium {
  static let center = MapCorner(x: 130, y: 110)
  static let map = VenueMapDocument(
    width: 260, height: 220,
    landmark: VenueMapDocument.Landmark(
      name: "Pitch",
      outline: [(-1, -1), (1, -1), (1, 1), (-1, 1)].map {
        MapCorner(x: center.x + 52.5 * $0.0, y: center.y + 34 * $0.1)
      }))

  static let bowls = [
    StadiumBowl(
      firstNumber: 101, sections: 40, rows: 25, seatsPerRow: 18, contour: RoundedRectangle(66, 46, corner: 22),
      rowNames: { String(UnicodeScalar(UInt8(ascii: "A") + UInt8($0))) },
      tier: { section, row in
        switch distanceFromHalfway(section, of: 40) {
        case 0, 1: row < 12 ? "premium" : "category-1"
        case 2...4: "category-1"
        default: "category-2"
        }
      }),
    StadiumBowl(
      firstNumber: 201, sections: 40, rows: 32, seatsPerRow: 25, contour: RoundedRectangle(92, 72, corner: 48),
      rowNames: { String($0 + 1) },
      tier: { section, row in distanceFromHalfway(section, of: 40) <= 4 && row < 20 ? "category-3" : "category-4" }),
  ]

  /// How many sections lie between this one and the nearer of the two at the halfway line, which are the first and the
  /// one opposite.
  static func distanceFromHalfway(_ section: Int, of count: Int) -> Int {
    let half = count / 2
    return min(section % half, half - section % half)
  }
}
