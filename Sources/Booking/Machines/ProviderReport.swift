/// What the provider says of a payment, from a call or when asked.
public enum ProviderReport: Equatable, Sendable {
  /// The money is reserved.
  case authorized(reference: String)
  case captured
  case declined(reason: String)
  case voided
  case refunded
  /// It never heard of it.
  case unheardOf
  /// No answer, or none that can be trusted: anything may have happened.
  case unknown
}
