import Primitives
import WaitingRoom

/// What can be said only when all visitors' records lie side by side: order, rate, seats and passes.
struct Judgement {
  let admission: AdmissionCheck.Result?
  /// Promises broken by all together; what single visitors saw is in the ledger.
  private(set) var broken = BrokenPromises()

  /// - Parameter burst: what the room lets be saved up; nil for the contract's own rule.
  init(_ ledger: RunLedger, rateMicroMax: Int64, epochs: Set<Int>, burst: Double?) {
    let rate = Double(max(rateMicroMax, ledger.rateMicroMax)) / 1e6
    let check = AdmissionCheck(
      ratePerSecond: rate,
      // Across each loss of the line one burst more may be let in.
      burst: (burst ?? AdmissionCheck.burstDefault(ratePerSecond: rate))
        * Double(max(1, epochs.union(ledger.epochs).count)))
    let instants = ledger.turns.compactMap(\.claimUntil)
    admission = instants.isEmpty ? nil : check.judge(instants)
    noteAdmission(rate)
    noteOrder(ledger.turns)
    noteSeats(ledger.sales)
    notePasses(ledger.passIDs)
  }

  private mutating func noteAdmission(_ rate: Double) {
    guard let admission, !admission.isKept else { return }
    broken.note(
      .admissionWithinRate,
      "in one window \(Figures.decimal(admission.excess, places: 2)) more were let in than \(Figures.decimal(rate, places: 3))"
        + " a second allow; \(Figures.decimal(admission.allowed, places: 2)) may be")
  }

  private mutating func noteOrder(_ turns: [TurnRecord]) {
    for found in OrderCheck.overtakings(turns) {
      broken.note(
        .turnsInOrder,
        "\(found.waiting) still waited at \(found.waitedUntil), \(found.admitted) was let in at \(found.admittedAt)")
    }
  }

  private mutating func noteSeats(_ sales: [RunLedger.Sale]) {
    var holders: [String: String] = [:]
    for sale in sales {
      for seat in sale.seats {
        if let other = holders[seat] {
          broken.note(.seatSoldOnce, "seat \(seat) was confirmed to \(other) and to \(sale.hold)")
        }
        holders[seat] = sale.hold
      }
    }
  }

  private mutating func notePasses(_ ids: [String]) {
    var seen: Set<String> = []
    for id in ids where !seen.insert(id).inserted { broken.note(.passIsForOne, "pass \(id) was given to two tickets") }
  }
}
