/// How long the test provider takes where it is meant to be slow.
public struct TestPaymentDelays: Sendable {
  /// `test_slow` until it answers: longer than a buyer's request waits, so that he sees a payment under way.
  public var slow: Duration
  /// `test_lost_reply` until its caller gives up.
  public var lost: Duration
  /// `test_error` until the provider can be asked again.
  public var outage: Duration

  public init(slow: Duration = .seconds(4), lost: Duration = .seconds(1), outage: Duration = .seconds(2)) {
    self.slow = slow
    self.lost = lost
    self.outage = outage
  }
}
