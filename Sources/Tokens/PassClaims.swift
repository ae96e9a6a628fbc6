/// What a pass says. Times are whole seconds since 1970.
public struct PassClaims: Sendable, Equatable {
  public static let subjectBytesMax = 256

  /// `aud`: the id of the room it opens.
  public var room: String
  /// `sub`: the user, 1 to 256 bytes.
  public var user: String
  /// `jti`: names the turn; see ``PassIdentity``.
  public var id: String
  /// `iat`, and `nbf` as well.
  public var issuedAtSeconds: Int64
  /// `exp`: the first second in which the pass is no longer good.
  public var expiresAtSeconds: Int64
  public var epoch: UInt32

  public init(
    room: String, user: String, id: String, issuedAtSeconds: Int64, expiresAtSeconds: Int64, epoch: UInt32
  ) {
    self.room = room
    self.user = user
    self.id = id
    self.issuedAtSeconds = issuedAtSeconds
    self.expiresAtSeconds = expiresAtSeconds
    self.epoch = epoch
  }
}
