import Booking
import Testing

/// Every pair of states is tried: what is not listed here must be refused.
@Suite struct MachineTests {
  @Test func seats() {
    let legal: Set<String> = [
      "AVAILABLE HELD held", "AVAILABLE HELD reacquired", "HELD AVAILABLE expired", "HELD AVAILABLE given_back",
      "HELD AVAILABLE declined", "HELD AVAILABLE lost_in_payment", "HELD SOLD paid", "SOLD AVAILABLE capture_failed",
      "SOLD AVAILABLE refunded", "AVAILABLE WITHHELD withheld", "WITHHELD AVAILABLE offered",
    ]
    var tried = 0
    for from in SeatStatus.allCases {
      for to in SeatStatus.allCases {
        for reason in StockReason.allCases {
          let name = "\(from.rawValue) \(to.rawValue) \(reason.rawValue)"
          #expect(from.mayBecome(to, because: reason) == legal.contains(name), "\(name)")
          tried += 1
        }
      }
    }
    #expect(tried == 176)
  }

  @Test func holds() {
    check(
      HoldStatus.allCases, { $0.mayBecome($1) }, \.rawValue,
      legal: [
        "HELD PAYMENT_PENDING", "HELD RELEASED", "HELD EXPIRED", "PAYMENT_PENDING HELD", "PAYMENT_PENDING CONFIRMED",
        "PAYMENT_PENDING RELEASED", "PAYMENT_PENDING EXPIRED", "CONFIRMED RELEASED",
      ])
  }

  @Test func bookings() {
    check(
      BookingStatus.allCases, { $0.mayBecome($1) }, \.rawValue,
      legal: ["PENDING CONFIRMED", "PENDING CANCELLED", "CONFIRMED REFUNDED"])
  }

  @Test func payments() {
    check(
      PaymentStatus.allCases, { $0.mayBecome($1) }, \.rawValue,
      legal: [
        "AUTHORIZING CAPTURING", "AUTHORIZING DECLINED", "AUTHORIZING VOIDING", "CAPTURING CAPTURED",
        "CAPTURING VOIDING", "CAPTURED REFUNDING", "VOIDING VOIDED", "VOIDING REFUNDING", "VOIDING REFUNDED",
        "REFUNDING REFUNDED", "DECLINED VOIDING", "VOIDED VOIDING",
      ])
  }

  private func check<State>(
    _ states: [State], _ mayBecome: (State, State) -> Bool, _ name: (State) -> String, legal: Set<String>
  ) {
    var seen: Set<String> = []
    for from in states {
      for to in states where mayBecome(from, to) { seen.insert("\(name(from)) \(name(to))") }
    }
    #expect(seen == legal)
  }
}
