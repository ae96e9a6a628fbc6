internal import HTTPWire
internal import Primitives

/// What a body that changes something may be.
enum RequestBodyKind: Equatable {
  case json
  case form

  init(_ head: RequestHead) throws(Problem) {
    guard let type = head.only("content-type") else {
      throw Problem(.unsupportedMediaType, detail: "Content-Type must be application/json")
    }
    if MediaType.matches(type, "application/json") {
      self = .json
    } else if MediaType.isForm(type) {
      self = .form
    } else {
      throw Problem(.unsupportedMediaType, detail: "Content-Type must be application/json")
    }
  }

  static func form(_ body: ByteView) throws(Problem) -> FormItems {
    do {
      return try FormItems(body, itemsMax: 200)
    } catch {
      throw Problem(error)
    }
  }
}
