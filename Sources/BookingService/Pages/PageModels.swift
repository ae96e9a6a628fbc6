internal import Booking
internal import BookingStore
internal import Pages
internal import Primitives

/// What the core knows, as the pages want it.
enum PageModels {
  static func summary(_ event: CatalogEvent) -> EventSummary {
    let details = event.details
    let lowest = details.tiers.map(\.price).min()
    return EventSummary(
      id: details.id, name: details.name, venueName: details.venueName, startsAt: details.startTime, room: details.room,
      admission: details.admission == .general ? .general : .reserved, onSaleAt: details.onSaleAt,
      lowestPrice: lowest.map { Money(minorUnits: $0, currency: details.currency) }, stock: hint(event))
  }

  static func event(_ event: CatalogEvent, now: WallInstant, holdSeconds: Int) -> EventPageModel {
    EventPageModel(
      event: summary(event), tiers: tiers(event), seatsPerOrderMax: event.details.seatsPerOrderMax,
      capacity: event.details.capacity, holdMinutes: (event.details.holdSeconds ?? holdSeconds) / 60, now: now)
  }

  static func seats(
    _ event: CatalogEvent, section: String?, idempotencyKey: String, now: WallInstant
  ) -> SeatMapPageModel {
    var model = SeatMapPageModel(
      event: summary(event), seatsPerOrderMax: event.details.seatsPerOrderMax, tiers: tiers(event),
      sections: sections(event), idempotencyKey: idempotencyKey, now: now)
    if let plan = event.plan {
      model.landmark = plan.map.landmark.map { MapLandmark(name: $0.name, outline: points($0.outline)) }
      if let index = section.flatMap({ plan.section($0) }) {
        model.sectionSeats = SectionSeats(section: model.sections[index], rows: rows(of: index, plan, event))
      }
    }
    model.available = event.stock.map { $0.states?.counts.free ?? $0.counts.free }
    model.asOf = event.stock?.asOf
    model.isStale = event.isStale
    return model
  }

  static func hold(
    _ hold: HoldView, _ event: CatalogEvent, idempotencyKey: String, now: WallInstant
  ) -> HoldPageModel {
    HoldPageModel(
      event: summary(event), holdID: hold.id.description,
      status: HoldPageModel.Status(rawValue: hold.status.rawValue) ?? .released, items: items(hold, event),
      total: Money(minorUnits: hold.total, currency: hold.currency), expiresAt: hold.expiresAt,
      idempotencyKey: idempotencyKey, now: now)
  }

  /// Seats as people say them; those that aren't known are left out.
  static func names(of seats: [String], in plan: SeatPlan?) -> [String] {
    guard let plan else { return [] }
    return seats.compactMap { plan.ordinal(of: $0) }.map { ordinal in
      let seat = plan.seats[ordinal]
      return "\(plan.sections[seat.section].name), row \(plan.rows[seat.row].name), seat \(seat.number)"
    }
  }

  private static func items(_ hold: HoldView, _ event: CatalogEvent) -> [HoldPageModel.Item] {
    let list = (try? JSONReader.parse(hold.items))?.arrayValue ?? []
    return list.compactMap(\.objectValue).map { item in
      let tier = item["tier"]?.stringValue ?? ""
      let section = item["section"]?.stringValue
      let known = section.flatMap { id in event.plan?.sections.first { $0.id == id } }
      return HoldPageModel.Item(
        section: known?.name ?? section, row: item["row"]?.stringValue, number: item["number"]?.stringValue,
        tierName: event.details.tier(tier)?.name ?? tier, quantity: item["quantity"]?.integerValue ?? 1,
        price: Money(minorUnits: item["price"]?.integerValue ?? 0, currency: hold.currency))
    }
  }

  private static func tiers(_ event: CatalogEvent) -> [EventPageModel.Tier] {
    event.details.tiers.map { tier in
      EventPageModel.Tier(
        name: tier.name, price: Money(minorUnits: tier.price, currency: event.details.currency), color: tier.color)
    }
  }

  private static func hint(_ event: CatalogEvent) -> StockHint {
    guard let counts = event.stock.map({ $0.states?.counts ?? $0.counts }), !event.isStale else { return .unknown }
    return StockHint(available: counts.free, total: event.details.capacity)
  }

  private static func sections(_ event: CatalogEvent) -> [SectionSummary] {
    guard let plan = event.plan else { return [] }
    return plan.sections.indices.compactMap { index in
      let section = plan.sections[index]
      let seats = plan.rows[section.rows].filter { $0.section == index }.flatMap { Array($0.seats) }
      guard let cheapest = seats.min(by: { price(plan, $0) < price(plan, $1) }) else { return nil }
      let tier = plan.tiers[plan.seats[cheapest].tier]
      let dearest = seats.map { price(plan, $0) }.max() ?? tier.price
      let free = event.stock?.states.map { states in seats.count { states.isFree($0) } }
      var summary = SectionSummary(
        id: section.id, name: section.name, tierName: tier.name, tierColor: tier.color,
        price: Money(minorUnits: tier.price, currency: event.details.currency), total: seats.count, available: free,
        outline: points(section.outline), firstOrdinal: section.seats?.lowerBound)
      if dearest > tier.price {
        summary.dearestPrice = Money(minorUnits: dearest, currency: event.details.currency)
      }
      return summary
    }
  }

  private static func rows(of section: Int, _ plan: SeatPlan, _ event: CatalogEvent) -> [SectionSeats.Row] {
    plan.rows[plan.sections[section].rows].filter { $0.section == section }.map { row in
      SectionSeats.Row(
        name: row.name,
        seats: row.seats.map { ordinal in
          SectionSeats.Seat(
            id: plan.seats[ordinal].id, number: plan.seats[ordinal].number,
            status: status(event.stock?.states?[ordinal] ?? .held), ordinal: ordinal,
            price: Money(minorUnits: price(plan, ordinal), currency: event.details.currency))
        })
    }
  }

  private static func price(_ plan: SeatPlan, _ ordinal: Int) -> Int { plan.tiers[plan.seats[ordinal].tier].price }

  private static func status(_ status: SeatStatus) -> SectionSeats.Status {
    switch status {
    case .available: .available
    case .held: .held
    case .sold, .withheld: .sold
    }
  }

  private static func points(_ corners: [MapCorner]) -> [MapPoint] { corners.map { MapPoint(x: $0.x, y: $0.y) } }
}
