internal import Booking
internal import BookingStore
internal import EventLoop
internal import Primitives

/// Events, seats and stock in memory, read anew when somebody asks and they are older than the cache's lifetime. While the
/// database is away what was read last goes on being served, marked as stale.
final class EventCatalog {
  private let loop: Loop
  private let store: BookingStore
  private let lifetime: Duration
  /// By the time they start.
  private(set) var events: [CatalogEvent] = []
  private var byID: [String: CatalogEvent] = [:]
  /// When the last good reading began.
  private var readAt: MonotonicInstant?
  private var listWait = SharedWait<Result<Void, StoreFault>>()
  /// Raised when an event came, went or changed.
  private(set) var version = 0

  init(loop: Loop, store: BookingStore, lifetime: Duration) {
    self.loop = loop
    self.store = store
    self.lifetime = lifetime
  }

  /// How old the list may be that says that there is no such event: one that was just imported is found, and who asks for
  /// nonsense makes nobody read all the time.
  private static let unknownAge = Duration.milliseconds(100)

  /// All events, as they were at most `age` ago (the cache's lifetime if nil). Fails only if the database is away and
  /// nothing was ever read.
  func all(age: Duration? = nil, _ reply: @escaping (Result<[CatalogEvent], StoreFault>) -> Void) {
    if isFresh(readAt, age ?? lifetime) { return reply(.success(events)) }
    let isFirst = listWait.add { [unowned self] result in
      switch result {
      case .success: reply(.success(events))
      case .failure(let fault): reply(readAt == nil ? .failure(fault) : .success(events))
      }
    }
    if isFirst { readList() }
  }

  /// The event of that id; nil: there is none.
  func event(_ id: String, _ reply: @escaping (Result<CatalogEvent?, StoreFault>) -> Void) {
    all { [unowned self] result in
      guard case .success = result, byID[id] == nil else { return reply(result.map { _ in byID[id] }) }
      all(age: min(lifetime, EventCatalog.unknownAge)) { [unowned self] result in reply(result.map { _ in byID[id] }) }
    }
  }

  /// The event's seats; read once for each version.
  func plan(of event: CatalogEvent, _ reply: @escaping (Result<SeatPlan, StoreFault>) -> Void) {
    if let plan = event.plan { return reply(.success(plan)) }
    guard event.planWait.add(reply) else { return }
    store.plan(of: event.details) { result in
      if case .success(let plan) = result {
        event.plan = plan
        event.finder = BlockFinder(plan: plan, orphanRule: event.details.orphanRule)
      }
      for waiter in event.planWait.end() { waiter(result) }
    }
  }

  /// Brings the event's stock to an age of at most `age` (the cache's lifetime if nil); if that fails, what is there
  /// stays, stale.
  func refreshStock(
    of event: CatalogEvent, age: Duration? = nil, _ reply: @escaping (Result<StockReading, StoreFault>) -> Void
  ) {
    if let stock = event.stock, isFresh(event.readAt, age ?? lifetime) { return reply(.success(stock)) }
    let isFirst = event.stockWait.add { result in
      switch result {
      case .success: if let stock = event.stock { reply(.success(stock)) }
      case .failure(let fault): reply(event.stock.map { .success($0) } ?? .failure(fault))
      }
    }
    guard isFirst else { return }
    store.stock(of: event.details) { [loop] result in
      switch result {
      case .success(let reading): event.took(reading, at: loop.now)
      case .failure: event.failedToRead()
      }
      for waiter in event.stockWait.end() { waiter(result.map { _ in }) }
    }
  }

  private func isFresh(_ instant: MonotonicInstant?, _ age: Duration) -> Bool {
    guard let instant else { return false }
    return loop.now - instant <= age
  }

  private func readList() {
    let begun = loop.now
    store.events { [unowned self] result in
      if case .success(let read) = result {
        readAt = begun
        took(read)
      }
      for waiter in listWait.end() { waiter(result.map { _ in }) }
    }
  }

  /// Events that did not change stay the same objects, with all that was made of them. Bounds of the installation cut
  /// those of the event.
  private func took(_ read: [EventDetails]) {
    let now = read.map { details in
      var details = details
      details.seatsPerOrderMax = min(details.seatsPerOrderMax, store.options.seatsPerOrderMax)
      details.seatsPerUserMax = min(details.seatsPerUserMax, store.options.seatsPerUserMax)
      if let known = byID[details.id], known.details == details { return known }
      return CatalogEvent(details)
    }
    guard now.map(ObjectIdentifier.init) != events.map(ObjectIdentifier.init) else { return }
    events = now
    byID = Dictionary(now.map { ($0.details.id, $0) }) { first, _ in first }
    version += 1
  }
}
