internal import Booking
internal import BookingStore
internal import Crypto
internal import EventLoop
internal import HTTP
internal import HTTPWire
internal import Payments
internal import Primitives
internal import Telemetry
internal import Tokens

/// The core's HTTP face: finds who answers a request. Owns its parts; everything lives on one loop.
final class BookingService: HTTPHandler {
  let context: BookingContext
  private let browse: BrowseHandler
  private let streams: AvailabilityStreams
  private let shop: ShopPages
  /// Nil: the shop doesn't sign anybody in.
  private let signIn: SignInPages?
  private let hold: HoldHandler
  private let booking: BookingHandler
  private let payment: PaymentHandler
  private let webhook: WebhookHandler
  private let reconciler: Reconciler
  private let sweeper: Sweeper

  /// `assertions`: for the demo shop's sign-in; nil: there is none.
  init(context: BookingContext, webhooks: WebhookSignature, assertions: AssertionMinter?) {
    self.context = context
    let shop = ShopPages(context: context, offersSignIn: assertions != nil)
    self.shop = shop
    signIn = assertions.map { SignInPages(context: context, shop: shop, assertions: $0) }
    let holds = HoldAccess(context: context, pages: shop)
    let holdPages = HoldPages(context: context, shop: shop)
    browse = BrowseHandler(context: context)
    streams = AvailabilityStreams(context: context)
    hold = HoldHandler(context: context, pages: shop)
    booking = BookingHandler(context: context, holds: holds, pages: holdPages)
    payment = PaymentHandler(context: context, holds: holds, pages: holdPages)
    reconciler = Reconciler(context: context)
    sweeper = Sweeper(context: context)
    webhook = WebhookHandler(context: context, signature: webhooks, reconciler: reconciler)
  }

  /// Begins the work that nobody asks for.
  func start() {
    reconciler.start()
    sweeper.start()
  }

  func stop() {
    reconciler.stop()
    sweeper.stop()
    streams.stop()
  }

  func handle(_ exchange: Exchange) {
    guard let route = BookingRoute(exchange.head.path) else {
      return exchange.respond(Refusals.notFound("There is nothing at this path."))
    }
    context.metrics.count(route)
    guard route.allows(exchange.head.method) else {
      return exchange.respond(Problem(.methodNotAllowed)) { $0.field("Allow", route.methods) }
    }
    switch route {
    case .root: exchange.respond(status: 302, headers: { $0.field("Location", "/shop" as StaticString) })
    case .shop: shop.index(exchange)
    case .shopEvent(let event): shop.event(exchange, event)
    case .shopSeats(let event): shop.seats(exchange, event)
    case .signIn(let event):
      guard let signIn else { return exchange.respond(Refusals.notFound("There is nothing at this path.")) }
      signIn.answer(exchange, event)
    case .events: browse.events(exchange)
    case .event(let event): browse.event(exchange, event)
    case .seats(let event): browse.seats(exchange, event)
    case .seatMap(let event): browse.seatMap(exchange, event)
    case .availability(let event): browse.availability(exchange, event)
    case .availabilityStream(let event): streams.open(exchange, event)
    case .stock: browse.stock(exchange)
    case .hold: hold.hold(exchange)
    case .booking(let id):
      if exchange.head.method == .delete {
        booking.giveBack(exchange, id, isForm: false)
      } else {
        booking.look(exchange, id)
      }
    case .pay(let id): payment.pay(exchange, id)
    case .giveBack(let id): booking.giveBack(exchange, id, isForm: true)
    case .webhook: webhook.take(exchange)
    case .health: answer(exchange, isGood: true)
    case .readiness: answer(exchange, isGood: context.store.isReady)
    case .metrics:
      exchange.respond(status: 200, contentType: PrometheusText.contentType) { [context] in
        PrometheusText.append(context.metrics.snapshot(context.store.statistics), to: $0)
      }
    }
  }

  private func answer(_ exchange: Exchange, isGood: Bool) {
    exchange.respond(
      status: isGood ? 200 : 503, contentType: "application/json",
      headers: { $0.field("Cache-Control", "no-store" as StaticString) }
    ) { [context] buffer in
      var writer = JSONWriter(buffer)
      writer.beginObject()
      writer.field("status", (isGood ? "ok" : "not_ready") as StaticString)
      if !isGood { writer.field("reason", context.store.outage ?? "connections are being opened") }
      writer.endObject()
    }
  }
}
