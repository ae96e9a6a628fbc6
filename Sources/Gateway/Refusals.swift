import EventLoop
import HTTP
import HTTPWire
import Pages
import Primitives

/// Answers that say no: a problem document for programs, a page for people.
extension Exchange {
  /// Whether a person looks at the answer: a browser that navigates or sends a plain form. Fetch Metadata where the
  /// browser sends it, else what it says it likes to read.
  var isForPerson: Bool {
    if let mode = head.first("sec-fetch-mode"), !mode.equals("navigate") { return false }
    guard Accept(head).prefersHTML else { return false }
    return head.method == .get || head.first("content-type").map(MediaType.isForm) ?? false
  }

  /// Answers with `problem` as `application/problem+json`, or as a page where a person looks at it.
  func refuse(_ problem: Problem, extra: (HeaderWriter) -> Void = { _ in }) {
    guard isOpen else { return }
    if isForPerson {
      let buffer = loop.buffers.take()
      defer { loop.buffers.give(buffer) }
      let model = ProblemPageModel(
        status: problem.status, code: problem.code.rawValue, requestID: requestID.string,
        retryAfterSeconds: problem.retryAfterSeconds)
      ProblemPage.render(model, into: buffer)
      return respondPage(status: problem.status, body: buffer.readable) { headers in
        Exchange.writeRefusalFields(problem, headers)
        extra(headers)
      }
    }
    respond(problem, headers: extra)
  }

  /// Answers with an HTML page and the headers that every page of ours has.
  func respondPage(status: Int, body: ByteView, extra: (HeaderWriter) -> Void) {
    respond(
      status: status, contentType: PageHeaders.contentType,
      headers: { headers in
        for (name, value) in PageHeaders.fields { headers.field(name, value) }
        headers.field("Cache-Control", "no-store")
        extra(headers)
      }, body: body)
  }

  private static func writeRefusalFields(_ problem: Problem, _ headers: HeaderWriter) {
    if let seconds = problem.retryAfterSeconds { headers.field("Retry-After", seconds) }
  }
}
