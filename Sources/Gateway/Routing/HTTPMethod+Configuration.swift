import Configuration
import HTTPWire

extension HTTPMethod {
  init(_ method: RequestMethod) {
    self =
      switch method {
      case .get: .get
      case .head: .head
      case .post: .post
      case .put: .put
      case .patch: .patch
      case .delete: .delete
      case .options: .options
      }
  }
}
