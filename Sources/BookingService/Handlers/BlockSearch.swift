internal import Booking
internal import BookingStore
internal import Primitives

/// One buyer's best-available search: choose, ask, and choose again if others were faster.
///
/// Seats that are being asked for count as held in memory meanwhile, so that two searches don't want the same.
final class BlockSearch {
  typealias Reply = (Result<HoldDecision, StoreFault>) -> Void

  private let context: BookingContext
  private let event: CatalogEvent
  private let quantity: Int
  private let section: String?
  private let ask: (Cart.Wish, @escaping Reply) -> Void
  private var attempts = 0
  /// Before it says no, it looks at stock that is at most so old.
  private static let refusalAge = Duration.milliseconds(250)

  init(
    context: BookingContext, event: CatalogEvent, quantity: Int, section: String?,
    ask: @escaping (Cart.Wish, @escaping Reply) -> Void
  ) {
    self.context = context
    self.event = event
    self.quantity = quantity
    self.section = section
    self.ask = ask
  }

  func run(_ reply: @escaping Reply) {
    context.catalog.plan(of: event) { [self] result in
      switch result {
      case .failure(let fault): reply(.failure(fault))
      case .success(let plan):
        var wanted: Int?
        if let section {
          guard let known = plan.section(section) else { return refuse(.noBlock, reply) }
          wanted = known
        }
        search(plan, section: wanted, age: nil, reply)
      }
    }
  }

  private func search(_ plan: SeatPlan, section: Int?, age: Duration?, _ reply: @escaping Reply) {
    context.catalog.refreshStock(of: event, age: age) { [self] result in
      guard case .success(let stock) = result, let states = stock.states else {
        if case .failure(let fault) = result { reply(.failure(fault)) }
        return
      }
      let block = event.finder?.find(quantity, section: section, in: states, using: &context.random)
      guard let block else {
        if age == nil { return search(plan, section: section, age: BlockSearch.refusalAge, reply) }
        return refuse(refusal(states.counts, isSection: section != nil), reply)
      }
      let seats = block.map { plan.seats[$0].id }
      event.mark(seats, as: .held)
      attempts += 1
      ask(.block(seats)) { [self] in decided($0, seats, plan, section, reply) }
    }
  }

  private func decided(
    _ result: Result<HoldDecision, StoreFault>, _ seats: [String], _ plan: SeatPlan, _ section: Int?,
    _ reply: @escaping Reply
  ) {
    guard case .success(let decision) = result else { return release(seats, then: result, reply) }
    guard decision.outcome == .seatUnavailable else {
      let isOurs = decision.outcome == .held && !decision.isReplay
      return isOurs ? reply(result) : release(seats, then: result, reply)
    }
    let gone = Set(SeatList.read(decision.detail))
    event.mark(seats.filter { !gone.contains($0) }, as: .available)
    guard attempts < context.options.blockAttemptsMax else {
      return refuse(.contended, reply)
    }
    search(plan, section: section, age: nil, reply)
  }

  private func release(
    _ seats: [String], then result: Result<HoldDecision, StoreFault>, _ reply: @escaping Reply
  ) {
    event.mark(seats, as: .available)
    reply(result)
  }

  /// Nothing was found in memory; the database has the last word, for it knows keys and what the buyer holds already.
  private func refuse(_ outcome: HoldOutcome, _ reply: @escaping Reply) {
    ask(.nothingFound(quantity, refusal: outcome), reply)
  }

  private func refusal(_ counts: StockCounts, isSection: Bool) -> HoldOutcome {
    if counts.free > 0 || isSection { return .noBlock }
    return counts.held > 0 ? .contended : .soldOut
  }
}
