/// One payment in the test provider's books.
public struct PaymentBookEntry: Sendable, Equatable {
  public enum Status: String, Sendable, CaseIterable {
    case authorized = "AUTHORIZED"
    case captured = "CAPTURED"
    case declined = "DECLINED"
    case voided = "VOIDED"
    case refunded = "REFUNDED"
  }

  public var payment: RecordID
  /// In minor units.
  public var amount: Int
  public var method: String
  public var status: Status

  public init(payment: RecordID, amount: Int, method: String, status: Status) {
    self.payment = payment
    self.amount = amount
    self.method = method
    self.status = status
  }
}
