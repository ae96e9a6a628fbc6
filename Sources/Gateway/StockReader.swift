import EventLoop
import HTTP
import HTTPWire
import Primitives

/// Asks the booking core once a second how many places of each event are free and held, for the room to show. Lives on the
/// gateway's main loop.
final class StockReader {
  private let loop: Loop
  private let reading: OriginReading?
  private var timer: LoopTimer?
  private var byEvent: [String: EventStock] = [:]
  /// Called after each answer.
  var onRead: (() -> Void)?

  /// What an answer may have at most.
  static let answerBytesMax = 1_048_576

  /// Without an endpoint nobody sells here, and no stock is known.
  init(loop: Loop, core: Endpoint?) {
    self.loop = loop
    reading = core.map {
      OriginReading(loop: loop, endpoint: $0, target: "/stock", bodyBytesMax: StockReader.answerBytesMax)
    }
  }

  /// Nil where nobody knows.
  subscript(event: String) -> EventStock? { byEvent[event] }

  func start() {
    guard let reading else { return }
    timer = loop.addTimer(after: .zero, repeat: .seconds(1)) { [weak self] in
      reading.read { body in
        guard let self else { return }
        self.byEvent = body.flatMap(StockReader.parse) ?? [:]
        self.onRead?()
      }
    }
  }

  func stop() {
    timer?.cancel()
    timer = nil
    reading?.close()
  }

  /// `{"events": [{"event_id", "as_of", "free", "held", "sold", "in_payment"}]}`; nil for anything else.
  static func parse(_ body: ByteView) -> [String: EventStock]? {
    guard let value = try? JSONReader.parse(body, limits: JSONLimits(bytes: answerBytesMax, depth: 4, values: 65_536)),
      var fields = try? JSONFields(value), let events = try? fields.list("events", countMax: 10_000)
    else { return nil }
    var stock: [String: EventStock] = [:]
    for var event in events {
      guard let id = try? event.string("event_id"), let read = try? EventStock(&event) else { return nil }
      stock[id] = read
    }
    return stock
  }
}
