import Foundation
import Pages
import Primitives

/// Models for every page in every state, as tests and screenshots use them. The moment is fixed, so that output is too.
public enum Samples {
  public static let now = WallInstant(rfc3339: "2026-06-01T09:41:07Z") ?? .epoch

  public static func later(_ seconds: Int) -> WallInstant { now + Int64(seconds) * 1_000_000 }

  public static func euro(_ cents: Int) -> Money { Money(minorUnits: cents, currency: "EUR") }

  public static let stadium = EventSummary(
    id: "demo", name: "Summer Final 2026", venueName: "Usher Stadium",
    startsAt: WallInstant(rfc3339: "2026-07-18T17:30:00Z") ?? .epoch, room: "demo", admission: .reserved,
    lowestPrice: euro(3_500), stock: .plenty)

  public static let openAir = EventSummary(
    id: "demo-ga", name: "Open Air by the River", venueName: "River Meadows",
    startsAt: WallInstant(rfc3339: "2026-08-02T15:00:00Z") ?? .epoch, room: "demo-ga", admission: .general,
    lowestPrice: euro(4_900), stock: .few)

  public static let tiers = [
    EventPageModel.Tier(name: "Gold", price: euro(12_500), color: "#b7791f", stock: .few),
    EventPageModel.Tier(name: "Silver", price: euro(7_500), color: "#4c6fae", stock: .plenty),
    EventPageModel.Tier(name: "Bronze", price: euro(3_500), color: "#8a5a44", stock: .soldOut),
  ]

  public static var shop: ShopPageModel {
    var gone = openAir
    gone.id = "late-show"
    gone.name = "The Late Show with a Rather Long Name & Friends"
    gone.stock = .soldOut
    return ShopPageModel(events: [stadium, openAir, gone])
  }

  public static var event: EventPageModel {
    EventPageModel(event: stadium, tiers: tiers, seatsPerOrderMax: 8, capacity: 50_000, holdMinutes: 10, now: now)
  }

  public static func waiting(_ state: WaitingPageState) -> WaitingPageModel {
    var model = WaitingPageModel(
      room: "demo", title: "Summer Final 2026", state: state, returnTo: "/shop/demo/seats", now: now)
    model.ticketID = state.hasPlace ? "0123456789abcdef0123456789abcdef" : nil
    model.updatedAt = now
    model.queueLength = 21_480
    switch state {
    case .waiting, .paused:
      model.position = 1_249
      model.ahead = 1_248
      model.admittedTotal = 3_400
      model.estimate = WaitingPageModel.Estimate(p50Seconds: 280, p90Seconds: 390)
    case .prequeue, .join: model.opensAt = later(3_725)
    case .admitted: model.expiresAt = later(117)
    default: break
    }
    return model
  }

  public static var seatsOverview: SeatMapPageModel {
    var model = SeatMapPageModel(
      event: stadium, seatsPerOrderMax: 8, tiers: tiers, sections: SampleStadium.sections,
      idempotencyKey: "sample-idempotency-key-1", now: now)
    model.landmark = SampleStadium.pitch
    model.asOf = now
    model.passExpiresAt = later(583)
    return model
  }

  public static var seatsSection: SeatMapPageModel {
    var model = seatsOverview
    let section = SampleStadium.sections[3]
    let rows = (0..<20).map { row in
      SectionSeats.Row(
        name: String(UnicodeScalar(UInt8(65 + row))),
        seats: (1...25).map { number in
          let dice = (row * 7 + number * 13) % 11
          return SectionSeats.Seat(
            id: "\(section.id)-\(row + 1)-\(number)", number: "\(number)",
            status: dice < 3 ? .sold : dice == 4 ? .held : .available,
            ordinal: (section.firstOrdinal ?? 0) + row * 25 + number - 1)
        })
    }
    model.sectionSeats = SectionSeats(section: section, rows: rows)
    return model
  }

  public static var general: SeatMapPageModel {
    var model = SeatMapPageModel(
      event: openAir, seatsPerOrderMax: 6, tiers: [EventPageModel.Tier(name: "Standing", price: euro(4_900))],
      sections: [], idempotencyKey: "sample-idempotency-key-2", now: now)
    model.available = 812
    model.passExpiresAt = later(583)
    return model
  }

  public static func hold(_ status: HoldPageModel.Status) -> HoldPageModel {
    HoldPageModel(
      event: stadium, holdID: "5b0a3f0e-5a2c-4f0e-9d5c-0f1e2d3c4b5a", status: status,
      items: ["11", "12", "13"].map {
        HoldPageModel.Item(section: "Section 104", row: "C", number: $0, tierName: "Silver", price: euro(7_500))
      }, total: euro(22_500), expiresAt: later(547), idempotencyKey: "sample-idempotency-key-3", now: now)
  }

  public static func signIn(_ step: SignInPageModel.Step) -> SignInPageModel {
    SignInPageModel(event: stadium, room: "demo", step: step)
  }

  private static let signInSteps: [(String, SignInPageModel.Step)] = [
    ("sign-in", .asking(name: "", isBad: false)),
    ("sign-in-bad", .asking(name: "anon:<me>", isBad: true)),
    ("signed-in", .signedIn(name: "Ada & Grace", assertion: "aGVhZA.Y2xhaW1z.c2lnbmF0dXJl")),
  ]

  /// A document of every page and state, by file name.
  public static var documents: [(name: String, html: String)] {
    var all: [(String, String)] = []
    func add(_ name: String, _ render: (ByteBuffer) -> Void) {
      let buffer = ByteBuffer(capacity: 16_384)
      render(buffer)
      all.append((name, buffer.readable.string))
    }
    add("shop") { ShopPage.render(shop, into: $0) }
    add("event") { EventPage.render(event, into: $0) }
    add("event-sign-in") { buffer in
      var model = event
      model.signInPath = model.event.signInPath
      EventPage.render(model, into: buffer)
    }
    for (name, step) in signInSteps { add(name) { SignInPage.render(signIn(step), into: $0) } }
    for state in WaitingPageState.allCases {
      add("waiting-\(state.rawValue)") { WaitingPage.render(waiting(state), into: $0) }
    }
    add("waiting-full") { buffer in
      var model = waiting(.waiting)
      model.message = "We let people in a little slower while the card payments catch up. <Thank you!>"
      model.stock = WaitingPageModel.Stock(free: 0, held: 312)
      WaitingPage.render(model, into: buffer)
    }
    add("waiting-unknown") { buffer in
      var model = waiting(.waiting)
      model.position = nil
      model.ahead = nil
      model.estimate = nil
      WaitingPage.render(model, into: buffer)
    }
    add("seats-overview") { SeatMapPage.render(seatsOverview, into: $0) }
    add("seats-section") { SeatMapPage.render(seatsSection, into: $0) }
    add("seats-general") { SeatMapPage.render(general, into: $0) }
    add("seats-notice") { buffer in
      var model = seatsOverview
      model.notice = .noBlock
      model.isStale = true
      SeatMapPage.render(model, into: buffer)
    }
    for status in HoldPageModel.Status.allCases {
      add("hold-\(status.rawValue.lowercased())") { HoldPage.render(hold(status), into: $0) }
    }
    add("hold-declined") { buffer in
      var model = hold(.held)
      model.notice = .paymentDeclined(attemptsLeft: 2)
      HoldPage.render(model, into: buffer)
    }
    for (status, code) in [(404, "not_found"), (429, "rate_limited"), (503, "queue_unavailable"), (403, "cross_site")] {
      add("problem-\(status)") {
        let model = ProblemPageModel(
          status: status, code: code, requestID: "3f2a-00000017", retryAfterSeconds: status == 429 ? 12 : nil)
        ProblemPage.render(model, into: $0)
      }
    }
    return all
  }
}
