public import Primitives

/// Who did what to a room.
public struct AuditEntry: Equatable, Sendable {
  public let sequence: Int
  public let room: String
  public let actor: String
  public let action: String
  /// A JSON object.
  public let detail: String
  /// The room's version after it; nil if the act did not touch the settings.
  public let version: Int?
  public let at: WallInstant
}
