/// Why stock moved, as the ledger has it.
public enum StockReason: String, Sendable, CaseIterable {
  case held
  /// A hold in payment got back what it had lost by the clock and nobody wanted meanwhile.
  case reacquired
  case expired
  case givenBack = "given_back"
  /// The last allowed attempt to pay was declined.
  case declined
  /// The money came when the seats were another's.
  case lostInPayment = "lost_in_payment"
  case paid
  case captureFailed = "capture_failed"
  /// By staff.
  case refunded
  /// The house keeps it back, or puts it on sale.
  case withheld, offered
}
