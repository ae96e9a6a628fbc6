/// The methods of the test provider, each a way in which a payment may go.
public enum TestPaymentMethod: String, Sendable, CaseIterable {
  /// Goes through at once.
  case ok = "test_ok"
  /// Is refused.
  case decline = "test_decline"
  /// Goes through, but slowly.
  case slow = "test_slow"
  /// Goes through, but neither the authorization's nor the capture's reply ever comes.
  case lostReply = "test_lost_reply"
  /// The provider fails: nothing is taken, and for a while it can't be asked about it either.
  case error = "test_error"
}
