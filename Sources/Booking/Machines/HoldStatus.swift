/// Where a hold stands. `RELEASED` and `EXPIRED` end.
public enum HoldStatus: String, Sendable, CaseIterable {
  case held = "HELD"
  case paymentPending = "PAYMENT_PENDING"
  case confirmed = "CONFIRMED"
  case released = "RELEASED"
  case expired = "EXPIRED"

  public func mayBecome(_ next: HoldStatus) -> Bool {
    switch self {
    case .held: next == .paymentPending || next == .released || next == .expired
    // Back after a decline or an attempt given up; released by the last decline or a failed capture; expired if the
    // seats were lost meanwhile.
    case .paymentPending: next == .held || next == .confirmed || next == .released || next == .expired
    // By a refund.
    case .confirmed: next == .released
    case .released, .expired: false
    }
  }

  /// It keeps stock from others. While payment runs neither the sweeper nor anybody's new hold touches it.
  public var isLive: Bool { self == .held || self == .paymentPending }
}
