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
  /// 128 random bits for a new ticket's id. The ticket's own id is in the reply: where the owner is known, its last six bytes
  /// follow from him.
  public var random: RandomID
  public var owner: JoinOwner
  /// Limits that are taken in the same call; counted a room.
  public var limits: [LimitCheck]

  public init(random: RandomID, owner: JoinOwner = .stranger, limits: [LimitCheck] = []) {
    precondition(limits.count <= LimitCheck.countMax, "too many limits for one request")
    self.random = random
    self.owner = owner
    self.limits = limits
  }
}
