/// Where the test provider writes down what it did. It stands for another company's books: nothing in it is ever read but
/// by the provider itself, and by `usher fsck`.
///
/// Each call is one transaction; the reply is the entry as it stands then, nil if there is none, or `unreachable`.
public protocol PaymentBooks: AnyObject {
  typealias Reply = (Result<PaymentBookEntry?, PaymentBooksFault>) -> Void

  /// Makes the entry, unless there is one of that id.
  func open(_ entry: PaymentBookEntry, _ reply: @escaping Reply)
  /// Moves the entry from one of these states to another; otherwise leaves it alone.
  func move(_ payment: RecordID, from: [PaymentBookEntry.Status], to: PaymentBookEntry.Status, _ reply: @escaping Reply)
  func look(_ payment: RecordID, _ reply: @escaping Reply)
}

/// The books can't be read or written now; what was asked may have happened.
public struct PaymentBooksFault: Error, Equatable, Sendable {
  public let message: String

  public init(_ message: String) { self.message = message }
}
