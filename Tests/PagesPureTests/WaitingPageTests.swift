import PageSamples
import Primitives
import Testing

@testable import Pages

/// What the room's page says and offers in each state.
@Suite struct WaitingPageTests {
  func render(_ model: WaitingPageModel) -> String {
    let buffer = ByteBuffer(capacity: 16_384)
    WaitingPage.render(model, into: buffer)
    return buffer.readable.string
  }

  @Test(arguments: WaitingPageState.allCases) func everyStateNamesItself(state: WaitingPageState) {
    let html = render(Samples.waiting(state))
    #expect(html.contains("data-state=\"\(state.rawValue)\""))
    #expect(html.contains("\"state\":\"\(state.rawValue)\""))
  }

  @Test(arguments: WaitingPageState.allCases) func formsFitTheState(state: WaitingPageState) {
    let html = render(Samples.waiting(state))
    let join = "<form class=\"actions\" method=\"post\" action=\"/waiting-room/demo/tickets\">"
    #expect(html.contains(join) == state.offersJoin)
    #expect(html.contains("method=\"post\" action=\"/waiting-room/demo/passes\"") == (state == .admitted))
    #expect(html.contains("action=\"/waiting-room/demo/tickets/self/leave\"") == state.hasPlace)
    let refresh = "<noscript><meta http-equiv=\"refresh\" content=\"5\"></noscript>"
    #expect(html.contains(refresh) == state.isPending)
  }

  @Test func statesHaveDifferentHeadings() {
    let headings = WaitingPageState.allCases.map {
      WaitingPage(model: Samples.waiting($0), language: .english).heading
    }
    #expect(Set(headings).count == headings.count)
  }

  @Test func showsThePlaceAndTheEstimate() {
    let html = render(Samples.waiting(.waiting))
    #expect(html.contains("<p class=\"place-number\" id=\"position\">1,249</p>"))
    #expect(html.contains("<dd id=\"ahead\">1,248</dd>"))
    #expect(html.contains("<dd id=\"estimate\">5 to 7 minutes</dd>"))
    #expect(html.contains("<dd id=\"queue-length\">21,480</dd>"))
    #expect(html.contains("<progress id=\"progress\" max=\"4648\" value=\"3400\">73%</progress>"))
    #expect(html.contains("<title>1,249 in line – Summer Final 2026 – Usher</title>"))
    #expect(html.contains("datetime=\"2026-06-01T09:41:07.000Z\""))
  }

  @Test func saysSoWhenNothingIsKnown() {
    var model = Samples.waiting(.waiting)
    model.position = nil
    model.ahead = nil
    model.estimate = nil
    let html = render(model)
    #expect(html.contains("id=\"position\">Not known yet</p>"))
    #expect(html.contains("<dd id=\"estimate\">Not known yet</dd>"))
    #expect(html.contains("<div class=\"progress\" id=\"progress-box\" hidden>"))
    #expect(!html.contains(">0<"))
  }

  @Test(arguments: WaitingPageState.allCases) func needsNoName(state: WaitingPageState) {
    var model = Samples.waiting(state)
    model.title = nil
    let html = render(model)
    #expect(!html.contains("{title}"))
    #expect(!html.contains(" –  – ") && !html.contains("<title> "))
    #expect(html.contains("\"title\":null"))
  }

  @Test func aPausedLinePromisesNoTime() {
    let html = render(Samples.waiting(.paused))
    #expect(html.contains("<dd id=\"estimate\">Not known yet</dd>"))
    #expect(html.contains("id=\"position\">1,249</p>"))
  }

  @Test func operatorsMessageIsTextOnly() {
    var model = Samples.waiting(.waiting)
    model.message = "<img src=x onerror=alert(1)>"
    let html = render(model)
    #expect(html.contains("<p>&lt;img src=x onerror=alert(1)&gt;</p>"))
    #expect(!html.contains("<img"))
  }

  @Test func returnToNeverLeadsElsewhere() {
    var model = Samples.waiting(.admitted)
    model.returnTo = "//evil.example/\"><script>"
    let html = render(model)
    #expect(html.contains("name=\"return_to\" value=\"/shop\""))
    #expect(html.contains("\"return_to\":\"/shop\""))
    #expect(!html.contains("evil.example"))
  }

  @Test func tellsThatEverythingIsHeldOnlyWhenItIs() {
    var model = Samples.waiting(.waiting)
    model.stock = WaitingPageModel.Stock(free: 0, held: 3)
    #expect(render(model).contains("callout-stock"))
    model.stock = WaitingPageModel.Stock(free: 1, held: 3)
    #expect(!render(model).contains("callout-stock"))
  }

  @Test func aLotteryIsExplained() {
    var model = Samples.waiting(.prequeue)
    #expect(render(model).contains(Language.english(.leadPrequeueFifo)))
    model.order = .lottery
    #expect(render(model).contains("random order"))
    #expect(render(model).contains("data-seconds=\"3725\">1:02:05</time>"))
  }
}
