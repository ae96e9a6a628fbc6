public import Primitives

/// Who changed what: written for every action of an operator, and for those that a trusted origin orders.
public struct AuditRecord: Sendable, Equatable {
  public var at: WallInstant
  /// The name of the token or origin that did it.
  public var actor: String
  /// What was done, as in `room.pause`.
  public var action: String
  public var room: String?
  /// What it was done to within the room, as a pass's `jti`.
  public var target: String?
  public var requestID: String?
  /// Values before and after, as far as there are any.
  public var before: JSONValue?
  public var after: JSONValue?

  public init(
    at: WallInstant, actor: String, action: String, room: String? = nil, target: String? = nil,
    requestID: String? = nil, before: JSONValue? = nil, after: JSONValue? = nil
  ) {
    self.at = at
    self.actor = actor
    self.action = action
    self.room = room
    self.target = target
    self.requestID = requestID
    self.before = before
    self.after = after
  }

  /// The record's members, for an object that the caller has begun.
  public func write(to json: inout JSONWriter) {
    json.field("actor", actor)
    json.field("action", action)
    json.field("room", room)
    json.field("target", target)
    json.field("request_id", requestID)
    if let before {
      json.key("before")
      json.value(before)
    }
    if let after {
      json.key("after")
      json.value(after)
    }
  }
}

extension StructuredLog {
  /// Writes an audit record as a line `audit`, whatever the level and the number of lines before. False if nobody takes
  /// lines.
  @discardableResult
  public func audit(_ record: AuditRecord) -> Bool {
    write(.info, "audit", at: record.at) { record.write(to: &$0) }
  }
}
