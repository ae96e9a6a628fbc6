import Booking
import Primitives
import Testing

@Suite struct EventDocumentTests {
  static let small = """
    {"event_id": "gala", "name": "Gala", "venue": {"venue_id": "hall", "name": "Hall"},
     "start_time": "2030-05-01T19:00:00Z", "on_sale_at": "2026-01-01T00:00:00Z", "currency": "EUR",
     "seats_per_order_max": 4, "seats_per_user_max": 6, "hold_seconds": 300,
     "tiers": [{"tier": "a", "name": "A", "price": 5000, "color": "#112233"}, {"tier": "b", "name": "B", "price": 100}],
     "map": {"width": 10, "height": 5.5, "landmark": {"name": "Stage", "outline": [[0, 0], [1.25, 0], [1, 1]]}},
     "sections": [
       {"section": "L", "name": "Left", "tier": "a", "outline": [[0, 0], [1, 1]], "rows": [
         {"row": "1", "seats": [{"number": "1", "x": 1, "y": 2}, {"number": "2", "x": 1.5, "y": 2, "tier": "b"}]},
         {"row": "2", "tier": "b", "seats": [{"number": "1", "seat_id": "best"}]}]}]}
    """

  private func read(_ text: String) throws -> EventDocument {
    try Array(text.utf8).withUnsafeBytes { try EventDocument(json: ByteView($0)) }
  }

  @Test func readsAFile() throws {
    let document = try read(EventDocumentTests.small)
    #expect(document.seats.map(\.id) == ["L-1-1", "L-1-2", "best"])
    #expect(document.seats.map(\.tier) == ["a", "b", "b"])
    #expect(document.seats[1].x == 1.5 && document.seats[2].y == 0)
    #expect(document.tiers[1].color == "#808080")
    #expect(document.map.landmark?.outline[1] == MapCorner(x: 1.25, y: 0))
    #expect(
      document.sections == [
        EventDocument.Section(id: "L", name: "Left", outline: [MapCorner(x: 0, y: 0), MapCorner(x: 1, y: 1)])
      ])
    #expect(document.saleEndsAt == nil && document.holdSeconds == 300)
  }

  /// Each is the good file with one thing put wrong, and the words that must say so.
  @Test(arguments: [
    ("\"gala\"", "\"Gala!\"", "field `event_id`"), ("\"hall\"", "\"\"", "field `venue.venue_id`"),
    ("\"EUR\"", "\"eur\"", "field `currency`"), ("\"price\": 100", "\"price\": -1", "field `tiers[1].price`"),
    ("\"price\": 100", "\"price\": 1.5", "field `tiers[1].price`"),
    ("\"tier\": \"b\", \"name\"", "\"tier\": \"a\", \"name\"", "stands there twice"),
    ("#112233", "#11223G", "field `tiers[0].color`"), ("2030-05-01T19:00:00Z", "tomorrow", "field `start_time`"),
    ("\"seats_per_user_max\": 6", "\"seats_per_user_max\": 3", "at least seats_per_order_max"),
    ("\"number\": \"2\"", "\"number\": \"1\"", "\"L-1-1\" is there twice"),
    ("\"y\": 2, \"tier\": \"b\"", "\"y\": 2, \"tier\": \"c\"", "no tier is called \"c\""),
    ("\"x\": 1.5", "\"x\": 1.555", "at most 2 decimals"), ("\"best\"", "\"be st\"", "the seat_id \"be st\""),
    ("[1.25, 0]", "[1.25]", "field `map.landmark.outline[1]`"), ("\"width\"", "\"wide\"", "field `map"),
    ("\"row\": \"2\"", "\"row\": \"2\", \"colour\": 1", "unknown field"),
    ("\"event_id\"", "\"event_id\": \"x\", \"event_id\"", "twice in one object"),
    ("\"sections\":", "\"general_admission\": {\"tier\": \"a\", \"capacity\": 5}, \"sections\":", "not both"),
    ("\"hold_seconds\": 300", "\"sale_ends_at\": \"2025-01-01T00:00:00Z\"", "must be after on_sale_at"),
  ])
  func saysWhatIsWrong(good: String, bad: String, words: String) throws {
    var text = EventDocumentTests.small
    let range = try #require(text.firstRange(of: good))
    text.replaceSubrange(range, with: bad)
    let fault = try #require(throws: EventImportFault.self) { try read(text) }
    #expect(fault.description.contains(words), "\(fault)")
  }

  @Test func generalAdmissionNeedsItsTier() throws {
    let start = try #require(EventDocumentTests.small.firstRange(of: "\"sections\""))
    let head = EventDocumentTests.small[..<start.lowerBound]
    #expect(throws: Never.self) { try read(head + "\"general_admission\": {\"tier\": \"b\", \"capacity\": 5}}") }
    #expect(throws: EventImportFault.self) {
      try read(head + "\"general_admission\": {\"tier\": \"c\", \"capacity\": 5}}")
    }
    #expect(throws: EventImportFault.self) {
      try read(head + "\"general_admission\": {\"tier\": \"b\", \"capacity\": 0}}")
    }
    #expect(throws: EventImportFault.self) { try read(head + "\"hold_seconds\": 5}") }
  }

  @Test func detailsAreTheWholeFileButItsSeats() throws {
    let document = try read(EventDocumentTests.small)
    let details = try JSONReader.parse(document.detailsJSON).objectValue
    #expect(details?["admission"]?.stringValue == "reserved")
    #expect(details?["tiers"]?.arrayValue?.count == 2)
    #expect(try EventJSON.map(JSONFields(details?["map"] ?? .null)) == document.map)
    #expect(details?["general_admission"]?.isNull == true)
  }
}
