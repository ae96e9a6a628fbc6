public import Crypto
public import Primitives
public import WaitingRoom

/// A genuine ticket that asks where it stands.
public struct PlaceRequest: Sendable {
  public var ticketID: RandomID
  /// The ticket's own key: the epoch and score that it was given out with.
  public var key: OrderKey
  /// The digest under which its user joined; nil for a stranger.
  public var user: Digest32?

  public init(ticketID: RandomID, key: OrderKey, user: Digest32? = nil) {
    self.ticketID = ticketID
    self.key = key
    self.user = user
  }
}
