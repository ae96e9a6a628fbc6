/// A way to pay, as the page offers it.
public struct PaymentMethodChoice: Sendable {
  /// `payment_method` of the call.
  public var id: String
  public var name: String
  public var hint: String

  public init(id: String, name: String, hint: String) {
    self.id = id
    self.name = name
    self.hint = hint
  }
}
