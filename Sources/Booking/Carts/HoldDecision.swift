public import Primitives

/// The answer to one cart.
public struct HoldDecision: Sendable {
  /// What a hold is worth and until when it stands.
  public struct Hold: Sendable {
    public var id: RecordID
    public var expiresAt: WallInstant
    /// In minor units of `currency`.
    public var total: Int
    public var currency: String
    /// A JSON list.
    public var items: String

    public init(id: RecordID, expiresAt: WallInstant, total: Int, currency: String, items: String) {
      self.id = id
      self.expiresAt = expiresAt
      self.total = total
      self.currency = currency
      self.items = items
    }
  }

  public var outcome: HoldOutcome
  /// It is the stored answer to the same key.
  public var isReplay: Bool
  /// Set for `held` and `alreadyHeld`.
  public var hold: Hold?
  /// The seats behind `seatUnavailable`, `orphanSeat` and `unknownSeat` as a JSON list, or the name of the limit that was exceeded.
  public var detail: String?

  public init(outcome: HoldOutcome, isReplay: Bool = false, hold: Hold? = nil, detail: String? = nil) {
    self.outcome = outcome
    self.isReplay = isReplay
    self.hold = hold
    self.detail = detail
  }
}
