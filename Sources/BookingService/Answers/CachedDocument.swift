internal import HTTP
internal import HTTPWire
internal import Primitives

/// A document that is made once and sent to many, with the 304 for those who have it.
final class CachedDocument {
  private let tag: EntityTag
  private let whole: PreparedResponse
  private let unchanged: PreparedResponse

  init(_ body: ByteView, tag: EntityTag, contentType: StaticString, cacheControl: StaticString) {
    self.tag = tag
    let headers: (HeaderWriter) -> Void = { writer in
      writer.field("ETag", tag.text)
      writer.field("Cache-Control", cacheControl)
    }
    whole = PreparedResponse(status: 200, contentType: contentType, headers: headers, body: body)
    unchanged = PreparedResponse(status: 304, contentType: nil, headers: headers)
  }

  func answer(_ exchange: Exchange) {
    exchange.respond(tag.isKnown(to: exchange.head) ? unchanged : whole)
  }
}
