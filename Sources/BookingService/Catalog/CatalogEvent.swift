internal import Booking
internal import BookingStore
internal import Primitives

/// One version of an event as the service has it in memory. What is made from it is kept here too, and goes with it.
final class CatalogEvent {
  let details: EventDetails
  /// Numbered seats, once they were asked for; of general admission there are none.
  var plan: SeatPlan?
  var planWait = SharedWait<Result<SeatPlan, StoreFault>>()
  /// The newest stock. Its states are marked with what this process holds and sells, ahead of the next reading.
  var stock: StockReading?
  var readAt: MonotonicInstant?
  var stockWait = SharedWait<Result<Void, StoreFault>>()
  /// The last attempt to read the stock failed: what is there is old.
  var isStale = false
  /// Raised by each reading and whenever staleness changes; documents made of the stock belong to one.
  private(set) var stockVersion = 0
  var finder: BlockFinder?
  var seatDocuments = SeatDocuments()

  init(_ details: EventDetails) { self.details = details }

  func took(_ reading: StockReading, at instant: MonotonicInstant) {
    stock = reading
    readAt = instant
    isStale = false
    stockVersion += 1
    finder?.forget()
  }

  func failedToRead() {
    guard !isStale else { return }
    isStale = true
    stockVersion += 1
  }

  /// Notes what became of seats, ahead of the next reading.
  func mark(_ seats: [String], as status: SeatStatus) {
    guard let plan, stock?.states != nil else { return }
    for seat in seats {
      guard let ordinal = plan.ordinal(of: seat) else { continue }
      stock?.states?[ordinal] = status
    }
    if status == .available { finder?.forget() }
  }
}
