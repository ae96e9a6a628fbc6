internal import Booking
internal import BookingStore
internal import Crypto
internal import EventLoop
internal import HTTP
internal import HTTPWire
internal import Payments
internal import Primitives
internal import Telemetry

/// `POST /payments/webhook`: `{"id", "type", "payment_id"}`, signed. A message is stored before it is answered, once
/// whatever its number and order; what it says is only a reason to ask the provider.
final class WebhookHandler {
  private let context: BookingContext
  private let signature: WebhookSignature
  private let reconciler: Reconciler

  init(context: BookingContext, signature: WebhookSignature, reconciler: Reconciler) {
    self.context = context
    self.signature = signature
    self.reconciler = reconciler
  }

  func take(_ exchange: Exchange) {
    exchange.collectBody(max: context.options.bodyBytesMax) { [self] result in
      switch result {
      case .failure(let fault): exchange.respond(fault.problem)
      case .success(let body):
        do throws(Problem) {
          try check(exchange.head, body)
          store(exchange, try Message(body), payload: body.string)
        } catch {
          exchange.respond(error)
        }
      }
    }
  }

  /// What we read of a message; the provider may say more.
  private struct Message {
    let id: String
    let type: String
    let payment: RecordID?

    init(_ body: ByteView) throws(Problem) {
      let value: JSONValue
      do {
        value = try JSONReader.parse(body)
      } catch {
        throw Problem(error)
      }
      do {
        var fields = try JSONFields(value)
        id = try fields.string("id", bytesMax: 200)
        type = try fields.string("type", bytesMax: 100)
        payment = try fields.optionalString("payment_id", bytesMax: 100).flatMap { RecordID($0) }
      } catch {
        throw Problem(error)
      }
      guard !id.isEmpty, !id.utf8.contains(0), !type.utf8.contains(0) else {
        throw Problem(.invalidField, detail: "`id` and `type` must be plain text")
      }
    }
  }

  private func check(_ head: RequestHead, _ body: ByteView) throws(Problem) {
    guard let text = head.only("webhook-signature") else {
      throw Problem(.invalidSignature, detail: "Webhook-Signature is required once")
    }
    do {
      try signature.check(text, for: body, now: context.loop.wallNow)
    } catch {
      throw Problem(.invalidSignature, detail: "Webhook-Signature is \(error.rawValue)")
    }
  }

  private func store(_ exchange: Exchange, _ message: Message, payload: String) {
    guard !payload.utf8.contains(0) else { return exchange.respond(Problem(.invalidField)) }
    context.store.storeMessage(
      provider: context.provider.name, event: message.id, type: message.type, payment: message.payment,
      payload: payload
    ) { [self] result in
      switch result {
      case .failure(let fault): exchange.respond(Refusals.store(fault))
      case .success(let isNew):
        if isNew {
          context.metrics.messages.increment()
          reconciler.look()
        }
        exchange.respond(
          status: 200, contentType: "application/json",
          headers: { $0.field("Cache-Control", "no-store" as StaticString) }
        ) { buffer in
          var writer = JSONWriter(buffer)
          writer.beginObject()
          writer.field("received", true)
          writer.field("duplicate", !isNew)
          writer.endObject()
        }
      }
    }
  }
}
