public import Primitives

/// What a shop has said of a visitor.
public struct Assertion: Sendable, Equatable {
  /// `sub`: 1 to 128 bytes of UTF-8 without control characters; never `anon:…`.
  public var user: String
  /// Which key vouched for it.
  public var keyID: String
  public var issuedAt: WallInstant
  public var expiresAt: WallInstant
}
