import Primitives

/// A refusal as the caller gets it (RFC 9457): `type, title, status, detail, code, request_id`, and fields of its own.
public struct Problem: Error, Sendable {
  public var code: ProblemCode
  public var status: Int
  /// What happened this time, in a sentence for people. Never echoes what wasn't checked.
  public var detail: String
  /// Seconds, rounded up; goes out as `Retry-After`. Set for every code that may later succeed.
  public var retryAfterSeconds: Int?
  /// Further members, such as `unavailable_seat_ids` or `join_url`.
  public var members: [JSONObject.Field]

  public init(
    _ code: ProblemCode, status: Int? = nil, detail: String = "", retryAfterSeconds: Int? = nil,
    members: [JSONObject.Field] = []
  ) {
    self.code = code
    self.status = status ?? code.status
    self.detail = detail
    self.retryAfterSeconds = retryAfterSeconds ?? code.retryAfterSecondsDefault
    self.members = members
  }

  public static let contentType: StaticString = "application/problem+json"

  /// Appends the document.
  public func append(requestID: ByteView, to buffer: ByteBuffer) {
    var writer = JSONWriter(buffer)
    writer.beginObject()
    writer.field("type", code.type)
    writer.field("title", code.title)
    writer.field("status", status)
    if detail.isEmpty { writer.field("detail", code.title) } else { writer.field("detail", detail) }
    writer.field("code", code.rawValue)
    writer.field("request_id", requestID)
    for member in members {
      writer.key(member.name)
      writer.value(member.value)
    }
    writer.endObject()
  }

  public func append(requestID: String, to buffer: ByteBuffer) {
    var requestID = requestID
    requestID.withUTF8 { append(requestID: ByteView(UnsafeRawBufferPointer($0)), to: buffer) }
  }
}
