import Booking
import Primitives
import Testing

@Suite struct DemoSaleTests {
  @Test func theStadiumHasFiftyThousandSeats() throws {
    let document = DemoSale.stadium
    try document.check()
    #expect(document.id == "demo" && document.seats.count == 50_000)
    #expect(Set(document.seats.map(\.id)).count == 50_000)
    #expect(document.sections.count == 80 && document.generalAdmission == nil)
    #expect(document == DemoSale.stadium, "the same each time")
    for tier in document.tiers {
      #expect(document.seats.contains { $0.tier == tier.id }, "nobody sits in \(tier.id)")
    }
  }

  @Test func theFestivalHasTenThousandPlaces() throws {
    let document = DemoSale.festival
    try document.check()
    #expect(document.id == "demo-ga" && document.generalAdmission?.capacity == 10_000 && document.seats.isEmpty)
  }

  /// Seats stand beside and behind each other as people do: none in another's lap, all on the map and off the pitch.
  @Test func seatsStandApart() {
    let document = DemoSale.stadium
    var cells: [Int: [(Double, Double)]] = [:]
    var nearest = Double.infinity
    for seat in document.seats {
      #expect((0...document.map.width).contains(seat.x) && (0...document.map.height).contains(seat.y))
      #expect(abs(seat.x - 130) > 55 || abs(seat.y - 110) > 36)
      for column in -1...1 {
        for row in -1...1 {
          for other in cells[(Int(seat.y) + row) * 1_000 + Int(seat.x) + column] ?? [] {
            let (x, y) = (seat.x - other.0, seat.y - other.1)
            nearest = min(nearest, (x * x + y * y).squareRoot())
          }
        }
      }
      cells[Int(seat.y) * 1_000 + Int(seat.x), default: []].append((seat.x, seat.y))
    }
    #expect(nearest > 0.4, "two seats are \(nearest) m apart")
  }

  @Test func theMapShowsEverySeatOnce() {
    let document = DemoSale.stadium
    let plan = SeatPlan(
      tiers: document.tiers, sections: document.sections, map: document.map,
      entries: document.seats.map {
        SeatPlan.Entry(
          id: $0.id, section: $0.section, row: $0.row, number: $0.number, tier: $0.tier, x: $0.x, y: $0.y)
      })
    #expect(plan.sections.allSatisfy { $0.seats != nil })
    #expect(plan.rows.count == 40 * 25 + 40 * 32)
    let buffer = ByteBuffer(capacity: 4 << 20)
    SeatMapDrawing.write(plan, title: "A <b> & \"c\"", into: buffer)
    let text = buffer.string
    #expect(text.hasPrefix("<svg xmlns=") && text.hasSuffix("</svg>\n"))
    #expect(text.contains("<title>A &lt;b> &amp; &quot;c&quot;</title>"))
    #expect(text.split(separator: "<use ").count == 50_001)
    #expect(text.contains("id=\"s49999\""))
    #expect(text.utf8.count < 3 << 20)
  }
}
