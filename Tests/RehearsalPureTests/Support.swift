import Primitives
import WaitingRoom

@testable import Rehearsal

/// A world for one visitor.
func makeContext(seats: Int = 100, perOrder: Int = 4, manners: Manners = Manners()) -> VisitorContext {
  VisitorContext(
    manners: manners,
    catalogue: SeatCatalogue(seats: (0..<seats).map { "S-\($0)" }, seatsPerOrderMax: perOrder), ledger: RunLedger(),
    now: MonotonicInstant(nanoseconds: 1_000_000_000))
}

/// A ticket document.
func place(
  _ position: Int?, state: String = "waiting", epoch: Int = 1, score: Int64 = 1_000, at milliseconds: Int64 = 0,
  until: Int64? = nil, estimate: ToldEstimate? = nil
) -> PlaceDocument {
  PlaceDocument(
    state: state, epoch: epoch, ticketID: "t", orderKey: OrderKey(epoch: 1, score: score), position: position,
    estimate: estimate, pollAfterMilliseconds: 2_000, rateMicro: 50_000_000,
    expiresAt: until.map { WallInstant(milliseconds: $0) },
    updatedAt: WallInstant(milliseconds: milliseconds))
}

func good(_ status: Int, _ document: AnswerDocument) -> VisitorAnswer {
  .response(VisitorResponse(status: status, document: document))
}

func refused(_ status: Int, _ code: String, retryAfter: Int? = nil) -> VisitorAnswer {
  .response(VisitorResponse(status: status, code: code, retryAfterSeconds: retryAfter))
}

func hold(_ status: String = "HELD", seats: [String] = ["S-1", "S-2"]) -> HoldDocument {
  HoldDocument(id: "h1", status: status, seats: seats, count: seats.count)
}

func availability(_ letters: String) -> AnswerDocument {
  .availability(AvailabilityDocument(seats: Array(letters.utf8), free: letters.utf8.count { $0 == UInt8(ascii: "A") }))
}

/// A person with a fixed character.
func makeShopper(
  plan: Purchase.Plan = .pay(["test_ok"]), seatsCount: Int = 2, usesBest: Bool = false, claimsTwice: Bool = false,
  triesDoor: Bool = false
) -> Shopper {
  let random = SeededRandom(seed: 7)
  return Shopper(
    line: LineWalk(key: "key", claimsTwice: claimsTwice, patience: Patience(random: random)),
    purchase: Purchase(seatsCount: seatsCount, plan: plan, usesBest: usesBest, random: random), triesDoor: triesDoor)
}

extension VisitorStep {
  var request: VisitorRequest? {
    if case .send(let request) = self { request } else { nil }
  }

  var delay: Duration? {
    if case .wait(let delay) = self { delay } else { nil }
  }
}
