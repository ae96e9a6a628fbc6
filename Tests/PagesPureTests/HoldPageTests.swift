import PageSamples
import Primitives
import Testing

@testable import Pages

/// The basket, its payment, and how it ends.
@Suite struct HoldPageTests {
  let path = "/bookings/5b0a3f0e-5a2c-4f0e-9d5c-0f1e2d3c4b5a"

  func render(_ model: HoldPageModel) -> String {
    let buffer = ByteBuffer(capacity: 16_384)
    HoldPage.render(model, into: buffer)
    return buffer.readable.string
  }

  @Test func heldBasketCanBePaidOrGivenBack() {
    let html = render(Samples.hold(.held))
    #expect(html.contains("<form id=\"pay\" method=\"post\" action=\"\(path)/pay\">"))
    #expect(html.contains("name=\"idempotency_key\" value=\"sample-idempotency-key-3\""))
    #expect(html.contains("action=\"\(path)/give-back\""))
    #expect(html.contains("data-seconds=\"547\">9:07</time>"))
    #expect(html.contains("Pay €225.00"))
    for method in ["test_ok", "test_decline", "test_slow", "test_lost_reply", "test_error"] {
      #expect(html.contains("name=\"payment_method\" value=\"\(method)\""))
    }
  }

  @Test func ownMethodsReplaceTheTestOnes() {
    var model = Samples.hold(.held)
    model.methods = [PaymentMethodChoice(id: "card", name: "Card", hint: "<any>")]
    let html = render(model)
    #expect(html.contains("value=\"card\" checked"))
    #expect(html.contains("&lt;any&gt;"))
    #expect(!html.contains("test_ok"))
  }

  @Test func pendingPaymentLooksAgain() {
    let html = render(Samples.hold(.paymentPending))
    #expect(!html.contains("<form"))
    #expect(html.contains("<meta http-equiv=\"refresh\" content=\"5\">"))
    #expect(html.contains("\"status\":\"PAYMENT_PENDING\""))
  }

  @Test func confirmationShowsTicketsAndReference() {
    var model = Samples.hold(.confirmed)
    model.ticketPath = "\(path)/ticket.pdf"
    let html = render(model)
    #expect(html.contains("You are going!"))
    #expect(html.contains("<code>5b0a3f0e-5a2c-4f0e-9d5c-0f1e2d3c4b5a</code>"))
    #expect(html.contains("href=\"\(path)/ticket.pdf\""))
    #expect(html.contains("Row C, seat 12"))
    #expect(!html.contains("<form"))
    #expect(!html.contains("checkout.js"))
  }

  @Test(arguments: [HoldPageModel.Status.expired, .released]) func endedBasketLeadsBack(status: HoldPageModel.Status) {
    let html = render(Samples.hold(status))
    #expect(html.contains("you have not been charged"))
    #expect(html.contains("href=\"/shop/demo\">Back to the event</a>"))
    #expect(!html.contains("<form"))
  }

  @Test func placesWithoutNumbersAreCounted() {
    var model = Samples.hold(.held)
    model.items = [HoldPageModel.Item(tierName: "Standing", quantity: 4, price: Samples.euro(4_900))]
    let html = render(model)
    #expect(html.contains("4 places"))
    #expect(html.contains("€196.00"))
  }
}
