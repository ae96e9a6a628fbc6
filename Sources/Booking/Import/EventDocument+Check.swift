extension EventDocument {
  /// Refuses what the tables would, but says what and where.
  public func check() throws(EventImportFault) {
    guard EventDocument.isName(id) else {
      throw .at("event_id", "expected 1 to 40 of a-z, 0-9 and -, found \"\(id)\"")
    }
    guard EventDocument.isName(venueID) else {
      throw .at("venue.venue_id", "expected 1 to 40 of a-z, 0-9 and -, found \"\(venueID)\"")
    }
    guard currency.utf8.count == 3, currency.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else {
      throw .at("currency", "expected three capital letters as in \"EUR\", found \"\(currency)\"")
    }
    guard !name.isEmpty, !venueName.isEmpty else { throw .at("name", "must not be empty") }
    if let end = saleEndsAt, end <= onSaleAt { throw .at("sale_ends_at", "must be after on_sale_at") }
    guard seatsPerUserMax >= seatsPerOrderMax else {
      throw .at("seats_per_user_max", "must be at least seats_per_order_max, \(seatsPerOrderMax)")
    }
    try checkTiers()
    if let places = generalAdmission {
      guard seats.isEmpty, sections.isEmpty else {
        throw .at("general_admission", "an event has sections or general admission, not both")
      }
      guard tiers.contains(where: { $0.id == places.tier }) else {
        throw .at("general_admission.tier", "no tier is called \"\(places.tier)\"")
      }
    } else {
      try checkSeats()
    }
  }

  private func checkTiers() throws(EventImportFault) {
    guard !tiers.isEmpty else { throw .at("tiers", "at least one is required") }
    var known: Set<String> = []
    for (index, tier) in tiers.enumerated() {
      guard EventDocument.isIdentifier(tier.id, alsoDot: false) else {
        throw .at("tiers[\(index)].tier", "expected 1 to 40 letters, digits, - and _, found \"\(tier.id)\"")
      }
      guard known.insert(tier.id).inserted else {
        throw .at("tiers[\(index)].tier", "\"\(tier.id)\" stands there twice")
      }
      let digits = tier.color.utf8.dropFirst()
      guard tier.color.utf8.first == UInt8(ascii: "#"), digits.count == 6,
        digits.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
      else {
        throw .at("tiers[\(index)].color", "expected a colour as in \"#1f77b4\", found \"\(tier.color)\"")
      }
    }
  }

  private func checkSeats() throws(EventImportFault) {
    guard !seats.isEmpty else { throw .at("sections", "no seat is there, and no general_admission") }
    guard seats.count <= EventJSON.seatsMax else { throw .at("sections", "more than \(EventJSON.seatsMax) seats") }
    let names = Set(sections.map(\.id))
    guard names.count == sections.count else { throw .at("sections", "two sections have the same name") }
    let tiers = Set(self.tiers.map(\.id))
    var known: Set<String> = []
    for seat in seats {
      let place = "section \(seat.section), row \(seat.row), seat \(seat.number)"
      guard EventDocument.isIdentifier(seat.id, alsoDot: true) else {
        throw .at(
          "sections", "\(place): the seat_id \"\(seat.id)\" is not 1 to 40 letters, digits, '.', '-' and '_'")
      }
      guard known.insert(seat.id).inserted else { throw .at("sections", "\(place): \"\(seat.id)\" is there twice") }
      guard tiers.contains(seat.tier) else { throw .at("sections", "\(place): no tier is called \"\(seat.tier)\"") }
      for label in [seat.section, seat.row, seat.number] where !(1...40).contains(label.utf8.count) {
        throw .at("sections", "\(place): \"\(label)\" is not 1 to 40 bytes long")
      }
    }
  }

  private static func isName(_ text: String) -> Bool {
    (1...40).contains(text.utf8.count)
      && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }
  }

  static func isIdentifier(_ text: String, alsoDot: Bool) -> Bool {
    (1...40).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0) || (0x30...0x39).contains($0)
          || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") || alsoDot && $0 == UInt8(ascii: ".")
      }
  }
}
