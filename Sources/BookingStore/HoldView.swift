public import Booking
public import Primitives

/// A hold as its buyer sees it, by the database's clock.
public struct HoldView: Sendable {
  public struct Payment: Sendable {
    public var id: RecordID
    public var status: PaymentStatus
    public var method: String
    public var reason: String?
  }

  public var id: RecordID
  public var event: String
  public var user: String
  public var pass: String
  /// `expired` as soon as its time is over, whether or not the sweeper was there.
  public var status: HoldStatus
  public var quantity: Int
  /// In minor units of `currency`.
  public var total: Int
  public var currency: String
  public var createdAt: WallInstant
  public var expiresAt: WallInstant
  public var declines: Int
  public var endReason: String?
  /// A JSON list.
  public var items: String
  /// Set once its seats are sold.
  public var booking: RecordID?
  public var bookingStatus: BookingStatus?
  /// The latest attempt.
  public var payment: Payment?
}
