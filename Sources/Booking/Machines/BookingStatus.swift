/// Where an order stands. It is made when its seats are sold, so before the money is captured.
public enum BookingStatus: String, Sendable, CaseIterable {
  case pending = "PENDING"
  case confirmed = "CONFIRMED"
  case cancelled = "CANCELLED"
  case refunded = "REFUNDED"

  public func mayBecome(_ next: BookingStatus) -> Bool {
    switch self {
    case .pending: next == .confirmed || next == .cancelled
    case .confirmed: next == .refunded
    case .cancelled, .refunded: false
    }
  }
}
