import Primitives

/// An answer of the admin listener.
struct AdminReply: Sendable {
  let status: Int
  let etag: String?
  let body: String
  /// The body as JSON; `nil` when it is none.
  let json: JSONValue?

  init(status: Int, etag: String?, body: ByteView) {
    self.status = status
    self.etag = etag
    self.body = body.string
    json = try? JSONReader.parse(body, limits: JSONLimits(bytes: 16 << 20, depth: 32, values: 1_000_000))
  }

  /// The object of a 200; anything else is told as the fault that it is.
  func object() throws(CommandFault) -> JSONObject {
    guard status == 200, let object = json?.objectValue else { throw fault }
    return object
  }

  private var fault: CommandFault {
    if status == 401 { return .fault("the admin listener does not know this token") }
    let problem = json?.objectValue
    let detail = problem?["detail"]?.stringValue ?? problem?["title"]?.stringValue ?? body
    let code = problem?["code"]?.stringValue.map { " \($0)" } ?? ""
    let message = "the admin listener answers \(status)\(code): \(detail)"
    return status == 503 ? .unreachable(message) : .fault(message)
  }
}
