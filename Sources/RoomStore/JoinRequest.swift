public import Crypto
public import Limits
public import Primitives

/// By what a joiner may be known, so that he gets the place that he has already.
public enum JoinOwner: Equatable, Sendable {
  case stranger
  /// A digest of the user's name.
  case user(Digest32)
  /// A digest of an idempotency key with the network that sent it; good for 10 to 20 minutes.
  case key(Digest32)
}

/// A wish for a place.
public struct JoinRequest: Sendable {
  /// The id that a new ticket would get: 128 random bits.
  public var ticketID: RandomID
  public var owner: JoinOwner
  /// Limits that are taken in the same call; counted a room.
  public var limits: [LimitCheck]

  public init(ticketID: RandomID, owner: JoinOwner = .stranger, limits: [LimitCheck] = []) {
    precondition(limits.count <= LimitCheck.countMax, "too many limits for one request")
    self.ticketID = ticketID
    self.owner = owner
    self.limits = limits
  }
}
