internal import Booking
internal import BookingStore
internal import EventLoop
internal import HTTP
internal import HTTPWire
internal import Primitives

/// `GET …/availability/stream`: what `…/availability` says, pushed as server-sent events whenever it has changed.
///
/// One look at the stock serves everybody who listens to an event. Who doesn't take what he is sent gets nothing more until
/// he does, and then the newest.
final class AvailabilityStreams {
  private struct Listener {
    let exchange: Exchange
    let event: String
    /// Of what was sent last.
    var tag = ""
    var sentAt: MonotonicInstant
    var isFull = false
  }

  private let context: BookingContext
  private var listeners: [Int: Listener] = [:]
  private var nextNumber = 0
  private var timer: LoopTimer?
  private let buffer = ByteBuffer(capacity: 4_096)
  /// Stock is looked at no more often, however short the cache's lifetime.
  private static let intervalMin = Duration.milliseconds(100)

  init(context: BookingContext) { self.context = context }

  func open(_ exchange: Exchange, _ id: String) {
    guard context.identity.identity(of: exchange.head, now: context.loop.wallNow) != nil else {
      return exchange.respond(Problem(.ticketRequired))
    }
    guard listeners.count < context.options.streamsMax else { return exchange.respond(Problem(.overloaded)) }
    look(id) { [self] event, stock in
      guard exchange.isOpen else { return }
      guard let event else { return exchange.respond(Refusals.notFound("There is no such event.")) }
      guard let stock else { return exchange.respond(Refusals.store(.away("the stock was never read"))) }
      exchange.startResponse(status: 200, length: .unknown) { writer in
        writer.field("Content-Type", "text/event-stream" as StaticString)
        writer.field("Cache-Control", "no-store" as StaticString)
      }
      let number = nextNumber
      nextNumber += 1
      listeners[number] = Listener(exchange: exchange, event: id, sentAt: context.loop.now)
      exchange.onAbort = { [unowned self] in leave(number) }
      exchange.onDrain = { [unowned self] in listeners[number]?.isFull = false }
      send(write(event, stock), to: number)
      watch()
    }
  }

  /// Ends all streams: their readers come again.
  func stop() {
    timer?.cancel()
    timer = nil
    for listener in listeners.values { listener.exchange.finish() }
    listeners = [:]
  }

  private func leave(_ number: Int) {
    listeners[number] = nil
    guard listeners.isEmpty else { return }
    timer?.cancel()
    timer = nil
  }

  private func watch() {
    guard timer == nil else { return }
    let interval = max(context.options.cacheLifetime, AvailabilityStreams.intervalMin)
    timer = context.loop.addTimer(after: interval, repeat: interval) { [unowned self] in
      for id in Set(listeners.values.map(\.event)) { push(id) }
    }
  }

  private func push(_ id: String) {
    look(id) { [self] event, stock in
      guard let event, let stock else { return }
      let tag = write(event, stock)
      for number in listeners.filter({ $0.value.event == id }).keys { send(tag, to: number) }
    }
  }

  /// The event and its stock, as new as the cache is; nil where there is none, or where it was never read.
  private func look(_ id: String, _ body: @escaping (CatalogEvent?, StockReading?) -> Void) {
    context.catalog.event(id) { [context] result in
      guard case .success(let event?) = result else { return body(nil, nil) }
      context.catalog.refreshStock(of: event) { body(event, try? $0.get()) }
    }
  }

  /// Puts the event's message into the buffer; answers what tells it from others.
  private func write(_ event: CatalogEvent, _ stock: StockReading) -> String {
    buffer.clear()
    buffer.append("event: availability\ndata: " as StaticString)
    event.seatDocuments.writeAvailability(event, stock, to: buffer)
    buffer.append("\n\n" as StaticString)
    return event.seatDocuments.tag(of: event, stock).text
  }

  /// Sends what lies in the buffer if it is new; or, after a long silence, that there is nothing.
  private func send(_ tag: String, to number: Int) {
    guard let listener = listeners[number], !listener.isFull else { return }
    let isNew = tag != listener.tag
    guard isNew || context.loop.now - listener.sentAt >= context.options.streamSilenceMax else { return }
    listeners[number]?.tag = tag
    listeners[number]?.sentAt = context.loop.now
    // The reader may be gone by the end of this call, and no listener any more.
    let hasRoom = listener.exchange.write(isNew ? buffer.readable : ByteView(":\n\n"))
    listeners[number]?.isFull = !hasRoom
  }
}
