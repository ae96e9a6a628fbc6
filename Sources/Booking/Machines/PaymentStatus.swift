/// Where one attempt to pay stands.
public enum PaymentStatus: String, Sendable, CaseIterable {
  /// Asked for; what the provider did is not known.
  case authorizing = "AUTHORIZING"
  /// The money is reserved and the seats are sold; now it is being taken.
  case capturing = "CAPTURING"
  case captured = "CAPTURED"
  case declined = "DECLINED"
  /// What the provider may have reserved is being let go.
  case voiding = "VOIDING"
  case voided = "VOIDED"
  case refunding = "REFUNDING"
  case refunded = "REFUNDED"

  public func mayBecome(_ next: PaymentStatus) -> Bool {
    switch self {
    case .authorizing: next == .capturing || next == .declined || next == .voiding
    case .capturing: next == .captured || next == .voiding
    case .captured: next == .refunding
    case .voiding: next == .voided || next == .refunding || next == .refunded
    case .refunding: next == .refunded
    // Reopened when the provider tells of money after all.
    case .declined, .voided: next == .voiding
    case .refunded: false
    }
  }

  /// Somebody still has to do something: reconciliation looks at it until it rests.
  public var isUnderWay: Bool {
    switch self {
    case .authorizing, .capturing, .voiding, .refunding: true
    case .captured, .declined, .voided, .refunded: false
    }
  }
}
