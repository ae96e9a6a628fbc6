/// Where a numbered seat stands, by the names of the contract and the tables.
///
/// `AVAILABLE → HELD → SOLD`, `HELD → AVAILABLE`; `SOLD` ends, but for the two reasons that the ledger knows.
/// `AVAILABLE ↔ WITHHELD` by the house alone.
public enum SeatStatus: String, Sendable, CaseIterable {
  case available = "AVAILABLE"
  case held = "HELD"
  case sold = "SOLD"
  /// Not on sale. Buyers see it as sold.
  case withheld = "WITHHELD"

  /// In the compact availability: two bits a seat.
  public var code: UInt8 {
    switch self {
    case .available: 0
    case .held: 1
    case .sold, .withheld: 2
    }
  }

  /// Whether stock may move so, for this reason. The database refuses the same, whatever the program does.
  public func mayBecome(_ next: SeatStatus, because reason: StockReason) -> Bool {
    switch (self, next) {
    case (.available, .held): reason == .held || reason == .reacquired
    case (.held, .available):
      reason == .expired || reason == .givenBack || reason == .declined || reason == .lostInPayment
    case (.held, .sold): reason == .paid
    case (.sold, .available): reason == .captureFailed || reason == .refunded
    case (.available, .withheld): reason == .withheld
    case (.withheld, .available): reason == .offered
    case (.available, .available), (.available, .sold), (.held, .held), (.held, .withheld), (.sold, .held),
      (.sold, .sold), (.sold, .withheld), (.withheld, .held), (.withheld, .sold), (.withheld, .withheld):
      false
    }
  }
}
