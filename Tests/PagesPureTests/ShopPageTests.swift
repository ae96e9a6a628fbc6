import PageSamples
import Primitives
import Testing

@testable import Pages

/// The shop, the event and the choice of seats.
@Suite struct ShopPageTests {
  func html(_ render: (ByteBuffer) -> Void) -> String {
    let buffer = ByteBuffer(capacity: 16_384)
    render(buffer)
    return buffer.readable.string
  }

  @Test func shopListsEveryEvent() {
    let html = html { ShopPage.render(Samples.shop, into: $0) }
    #expect(html.contains("<a href=\"/shop/demo\">Summer Final 2026</a>"))
    #expect(html.contains("The Late Show with a Rather Long Name &amp; Friends"))
    #expect(html.contains("<span class=\"tag tag-none\">Sold out</span>"))
  }

  @Test func emptyShopSaysSo() {
    let html = html { ShopPage.render(ShopPageModel(events: []), into: $0) }
    #expect(html.contains("Nothing is on sale"))
  }

  @Test func eventJoinsItsRoomByForm() {
    let html = html { EventPage.render(Samples.event, into: $0) }
    #expect(html.contains("<form class=\"actions\" method=\"post\" action=\"/waiting-room/demo/tickets\">"))
    #expect(html.contains("<input type=\"hidden\" name=\"return_to\" value=\"/shop/demo/seats\">"))
    #expect(html.contains("€125.00"))
    #expect(html.contains("Pay within 10 minutes."))
  }

  @Test func eventLeadsToTheSignInWhereThereIsOne() {
    var model = Samples.event
    #expect(!html { EventPage.render(model, into: $0) }.contains("sign-in"))
    model.signInPath = model.event.signInPath
    #expect(html { EventPage.render(model, into: $0) }.contains("<a href=\"/shop/demo/sign-in\">Sign in first</a>"))
  }

  @Test func signInAsksAgainForABadNameAndJoinsUnderAGoodOne() {
    let bad = html { SignInPage.render(Samples.signIn(.asking(name: "<b>\"", isBad: true)), into: $0) }
    #expect(
      bad.contains("value=\"&lt;b&gt;&quot;\"") && bad.contains("aria-invalid=\"true\"")
        && bad.contains("id=\"notice\""))
    let good = html { SignInPage.render(Samples.signIn(.signedIn(name: "A & B", assertion: "a.b.c")), into: $0) }
    #expect(good.contains("<h1>Hello, A &amp; B</h1>"))
    #expect(good.contains("method=\"post\" action=\"/waiting-room/demo/tickets\""))
    #expect(good.contains("<input type=\"hidden\" name=\"usher_assertion\" value=\"a.b.c\">"))
    #expect(good.contains("<input type=\"hidden\" name=\"return_to\" value=\"/shop/demo/seats\">"))
  }

  @Test func eventWithoutARoomLeadsStraightIn() {
    var model = Samples.event
    model.event.room = nil
    let html = html { EventPage.render(model, into: $0) }
    #expect(!html.contains("<form"))
    #expect(html.contains("href=\"/shop/demo/seats\">Choose your seats</a>"))
  }

  @Test func soldOutEventOffersNoWayIn() {
    var model = Samples.event
    model.event.stock = .soldOut
    let html = html { EventPage.render(model, into: $0) }
    #expect(!html.contains("<form"))
    #expect(html.contains("This event is sold out."))
  }

  @Test func overviewNamesEverySectionTwice() {
    let html = html { SeatMapPage.render(Samples.seatsOverview, into: $0) }
    for section in SampleStadium.sections {
      #expect(
        html.contains("data-section=\"\(section.id)\" href=\"/shop/demo/seats?section=\(section.id)\" aria-label="))
      #expect(html.contains("<a class=\"section-link\" href=\"/shop/demo/seats?section=\(section.id)\""))
    }
    #expect(html.contains("name=\"best_available\" value=\"1\""))
    #expect(html.contains("type=\"radio\" name=\"quantity\" value=\"2\" checked"))
  }

  @Test func aSectionOfSeveralPricesSaysFromWhatToWhat() {
    var model = Samples.seatsOverview
    model.sections[0].price = Samples.euro(9_500)
    model.sections[0].dearestPrice = Samples.euro(14_000)
    let html = html { SeatMapPage.render(model, into: $0) }
    #expect(html.contains("<span class=\"price\">€95.00 to €140.00</span>"))
    #expect(html.contains("data-price=\"€95.00\""))
  }

  @Test func overviewWithoutOutlinesIsAList() {
    var model = Samples.seatsOverview
    for index in model.sections.indices { model.sections[index].outline = [] }
    model.landmark = nil
    let html = html { SeatMapPage.render(model, into: $0) }
    #expect(!html.contains("id=\"venue-map\""))
    #expect(html.contains("class=\"section-link\""))
  }

  @Test func seatsAreCheckboxesWithTheirNames() {
    let html = html { SeatMapPage.render(Samples.seatsSection, into: $0) }
    #expect(html.contains("role=\"group\" aria-label=\"Row A\""))
    #expect(html.contains("aria-label=\"Row A, seat 3, €125.00\""))
    #expect(html.contains("aria-label=\"Row A, seat 1, Sold\""))
    let boxes = html.split(separator: "<input type=\"checkbox\" name=\"seat_id\"").dropFirst()
    #expect(boxes.count == 500)
    for box in boxes {
      let attributes = box.prefix { $0 != ">" }
      let isTaken = attributes.contains("Sold") || attributes.contains("In a basket")
      #expect(attributes.contains(" disabled") == isTaken)
    }
  }

  @Test func manyPlacesAreANumberField() {
    var model = Samples.general
    model.seatsPerOrderMax = 40
    let html = html { SeatMapPage.render(model, into: $0) }
    #expect(html.contains("type=\"number\" inputmode=\"numeric\" min=\"1\" max=\"40\""))
    #expect(html.contains("812 places left."))
  }

  @Test func aBasketIsLinked() {
    var model = Samples.seatsOverview
    #expect(!html { SeatMapPage.render(model, into: $0) }.contains("callout-basket"))
    model.basketPath = "/bookings/abc"
    #expect(html { SeatMapPage.render(model, into: $0) }.contains("<a href=\"/bookings/abc\">Go to your basket</a>"))
  }

  @Test func nothingLeftOffersNoForm() {
    var model = Samples.general
    model.available = 0
    #expect(!html { SeatMapPage.render(model, into: $0) }.contains("<form"))
  }

  @Test(
    arguments: [
      (
        PageNotice.seatsUnavailable(["Row C, seat 1", "Row C, seat 2"]),
        "Somebody was faster: Row C, seat 1; Row C, seat 2."
      ),
      (.seatsUnavailable([]), "Somebody was faster with one of these seats."), (.noBlock, "side by side"),
      (.soldOut, "Everything is sold"), (.limitExceeded(max: 4), "4 places at most"), (.nothingChosen, "choose a seat"),
      (.oneOrder, "one order"), (.otherHold, "give them back"),
      (.contended, "Many people"), (.notOnSale, "on sale"), (.paymentDeclined(attemptsLeft: 1), "one attempt is left"),
      (.paymentDeclined(attemptsLeft: nil), "declined"), (.paymentUnknown, "charged twice"),
      (.paymentInProgress, "already under way"), (.tryAgain, "try again"),
    ])
  func noticesSayWhatHappened(notice: PageNotice, words: String) {
    var model = Samples.general
    model.notice = notice
    let html = html { SeatMapPage.render(model, into: $0) }
    #expect(html.contains("id=\"notice\" role=\"alert\""))
    #expect(html.contains(words))
  }
}
