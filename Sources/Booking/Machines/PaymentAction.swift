/// The next step with a payment.
public enum PaymentAction: Equatable, Sendable {
  /// Sell the seats, or find that they are lost.
  case sell(reference: String)
  case capture
  /// The order stands.
  case confirm
  case decline(reason: String)
  /// Give the attempt up; the hold goes on.
  case abandon(reason: String)
  /// Put the seats back on sale.
  case captureFailed(reason: String)
  /// Let a reservation go; also burns the payment's id if the provider never heard of it, so that a late request of ours
  /// finds it closed.
  case void
  case refund
  /// Note what became of the money.
  case noteVoided
  case noteCaptured
  case noteRefunded
  /// Ask again later.
  case wait
  /// It rests.
  case nothing
}

extension PaymentAction {
  /// What to do with a payment that stands so, after the provider said this. `isPastDeadline`: its time limit is over.
  ///
  /// Nothing here depends on who asks: the request that pays, reconciliation, or a webhook.
  public static func next(_ status: PaymentStatus, _ report: ProviderReport, isPastDeadline: Bool) -> PaymentAction {
    switch status {
    case .authorizing: whileAuthorizing(report, isPastDeadline: isPastDeadline)
    case .capturing: whileCapturing(report)
    case .voiding: whileVoiding(report)
    case .refunding: whileRefunding(report)
    case .captured, .declined, .voided, .refunded: .nothing
    }
  }

  private static func whileAuthorizing(_ report: ProviderReport, isPastDeadline: Bool) -> PaymentAction {
    switch report {
    case .authorized(let reference): .sell(reference: reference)
    // It skipped a step of ours; to capture again is harmless.
    case .captured: .sell(reference: "")
    case .declined(let reason): .decline(reason: reason)
    case .voided, .refunded: .abandon(reason: "voided_by_provider")
    case .unheardOf: .abandon(reason: "not_received")
    case .unknown: isPastDeadline ? .abandon(reason: "not_known_in_time") : .wait
    }
  }

  private static func whileCapturing(_ report: ProviderReport) -> PaymentAction {
    switch report {
    case .authorized: .capture
    case .captured: .confirm
    case .declined(let reason): .captureFailed(reason: reason)
    case .voided, .refunded: .captureFailed(reason: "voided_by_provider")
    case .unheardOf: .captureFailed(reason: "not_received")
    case .unknown: .wait
    }
  }

  private static func whileVoiding(_ report: ProviderReport) -> PaymentAction {
    switch report {
    case .authorized, .unheardOf: .void
    case .captured: .noteCaptured
    case .declined, .voided: .noteVoided
    case .refunded: .noteRefunded
    case .unknown: .wait
    }
  }

  private static func whileRefunding(_ report: ProviderReport) -> PaymentAction {
    switch report {
    case .captured, .authorized: .refund
    case .declined, .voided, .refunded, .unheardOf: .noteRefunded
    case .unknown: .wait
    }
  }
}
