public import Booking

/// A payment as its provider is told of it.
public struct PaymentRequest: Sendable, Equatable {
  /// Ours; it is the provider's idempotency key too: however often a call is made, it has one effect.
  public var payment: RecordID
  /// In minor units.
  public var amount: Int
  public var currency: String
  public var method: String

  public init(payment: RecordID, amount: Int, currency: String, method: String) {
    self.payment = payment
    self.amount = amount
    self.currency = currency
    self.method = method
  }
}

/// Somebody who takes money. Loop-confined.
///
/// Every call may be repeated: it has its effect once. Replies come on the loop, once; a reply that does not come is
/// `unknown` for the caller, who sets the time limit.
public protocol PaymentProvider: AnyObject {
  typealias Reply = (ProviderReport) -> Void

  /// As it stands in our tables.
  var name: String { get }
  /// Whether a buyer may name this method.
  func knows(method: String) -> Bool
  /// Reserves the money.
  func authorize(_ request: PaymentRequest, _ reply: @escaping Reply)
  /// Takes what is reserved.
  func capture(_ request: PaymentRequest, _ reply: @escaping Reply)
  /// Lets go what is reserved; also of a payment that the provider never heard of, so that a late request finds it closed.
  func void(_ request: PaymentRequest, _ reply: @escaping Reply)
  /// Gives back what was taken.
  func refund(_ request: PaymentRequest, _ reply: @escaping Reply)
  /// What the provider knows of the payment.
  func look(_ request: PaymentRequest, _ reply: @escaping Reply)
}
