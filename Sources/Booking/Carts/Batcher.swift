import Primitives

/// Gathers carts that arrive together into statements.
///
/// Promises, whatever arrives in whatever order: every cart leaves in exactly one batch; carts of one pass, or of one user
/// and event, leave in the order of their arrival and are never under way together, which `hold_batch` relies on; a batch
/// keeps the order of arrival. While statements are under way the next one fills up, and starts beside them once it has half
/// its share of as many carts: the busier it gets, the larger the batches. (A statement costs as much as some twenty carts
/// whatever is in it.)
///
/// A value without clock or loop: whoever owns it calls `next()` at the end of a turn and when a batch has finished.
public struct Batcher<Waiter> {
  public struct Entry {
    public let cart: Cart
    public let waiter: Waiter
  }

  public enum Refusal: Equatable, Sendable {
    /// Too many carts wait already.
    case overloaded
    /// Too many carts of this pass do.
    case tooManyOfPass
  }

  private struct Buyer: Hashable {
    let event: String
    let user: String
  }

  private let limits: BatchLimits
  private var waiting = RingBuffer<Entry>()
  private var cartsOfPass: [String: Int] = [:]
  /// Under way.
  private var busyPasses: Set<String> = []
  private var busyBuyers: Set<Buyer> = []
  public private(set) var batchesUnderWay = 0
  private var cartsUnderWay = 0

  public init(limits: BatchLimits) { self.limits = limits }

  public var waitingCount: Int { waiting.count }

  /// Takes a cart in, or says why not.
  public mutating func enqueue(_ cart: Cart, _ waiter: Waiter) -> Refusal? {
    guard waiting.count < limits.waitingMax else { return .overloaded }
    guard cartsOfPass[cart.pass, default: 0] < limits.waitingPerPassMax else { return .tooManyOfPass }
    cartsOfPass[cart.pass, default: 0] += 1
    waiting.append(Entry(cart: cart, waiter: waiter))
    return nil
  }

  /// The next batch to send; nil: nothing can go now. Call again until it is nil.
  public mutating func next() -> [Entry]? {
    guard batchesUnderWay < limits.batchesMax, !waiting.isEmpty else { return nil }
    guard waiting.count >= min(cartsUnderWay / (2 * limits.batchesMax), limits.cartsMax) else { return nil }
    var batch: [Entry] = []
    var passedOver: [Entry] = []
    // Of carts that were passed over, later ones of the same pass or buyer must not overtake.
    var blockedPasses = busyPasses
    var blockedBuyers = busyBuyers
    var seats = 0
    while batch.count < limits.cartsMax, let entry = waiting.popFirst() {
      let buyer = Buyer(event: entry.cart.event, user: entry.cart.user)
      let isFree = blockedPasses.insert(entry.cart.pass).inserted
      let isFirst = blockedBuyers.insert(buyer).inserted
      guard isFree, isFirst else {
        passedOver.append(entry)
        continue
      }
      let wanted = entry.cart.seats.count
      if !batch.isEmpty, seats + wanted > limits.seatsMax {
        waiting.prepend(entry)
        break
      }
      seats += wanted
      batch.append(entry)
    }
    for entry in passedOver.reversed() { waiting.prepend(entry) }
    guard !batch.isEmpty else { return nil }
    for entry in batch {
      busyPasses.insert(entry.cart.pass)
      busyBuyers.insert(Buyer(event: entry.cart.event, user: entry.cart.user))
    }
    batchesUnderWay += 1
    cartsUnderWay += batch.count
    return batch
  }

  /// A batch has been answered, or has failed as a whole.
  public mutating func finished(_ batch: [Entry]) {
    batchesUnderWay -= 1
    cartsUnderWay -= batch.count
    for entry in batch {
      busyPasses.remove(entry.cart.pass)
      busyBuyers.remove(Buyer(event: entry.cart.event, user: entry.cart.user))
      if let count = cartsOfPass[entry.cart.pass], count > 1 {
        cartsOfPass[entry.cart.pass] = count - 1
      } else {
        cartsOfPass[entry.cart.pass] = nil
      }
    }
  }
}
