import HTTP
import HTTPWire
import Pages
import Primitives

/// How the answer to a form differs from the answer to a program: a 303 to where the person goes on.
struct FormTarget {
  /// The address to go on to, a path of this site; nil where none was named.
  let returnTo: String?
  /// Whether a plain form sent the request, so that a redirect is expected.
  let isForm: Bool
  /// What the shop says of the visitor, where it can't send a header: the field `usher_assertion`.
  var assertion: String?

  /// The most bytes that a body of the room's own calls may have.
  static let bodyBytesMax = 4_096

  /// Reads the body of a call that takes nothing but an optional `return_to`: empty, JSON or a form.
  static func read(_ head: RequestHead, body: ByteView) throws(Problem) -> FormTarget {
    guard !body.isEmpty else { return FormTarget(returnTo: nil, isForm: isForm(head)) }
    guard let type = head.first("content-type") else {
      throw Problem(.unsupportedMediaType, detail: "a body needs a Content-Type: application/json or a form's")
    }
    if MediaType.isForm(type) { return try readForm(body) }
    guard MediaType.isJSON(type) else {
      throw Problem(.unsupportedMediaType, detail: "send application/json or application/x-www-form-urlencoded")
    }
    return try readJSON(body)
  }

  private static func isForm(_ head: RequestHead) -> Bool {
    head.first("content-type").map(MediaType.isForm) ?? false
  }

  private static func readForm(_ body: ByteView) throws(Problem) -> FormTarget {
    do throws(FormFault) {
      let items = try FormItems(body, itemsMax: 8)
      return FormTarget(
        returnTo: try safe(items.only("return_to")), isForm: true, assertion: try items.only("usher_assertion"))
    } catch {
      throw Problem(error)
    }
  }

  private static func readJSON(_ body: ByteView) throws(Problem) -> FormTarget {
    let value: JSONValue
    do throws(JSONFault) { value = try JSONReader.parse(body) } catch { throw Problem(error) }
    do throws(JSONFieldFault) {
      var fields = try JSONFields(value)
      let returnTo = try fields.optionalString("return_to", bytesMax: 2_048)
      try fields.finish()
      if let returnTo, safe(returnTo) == nil { throw fields.fault("return_to", "must be a path of this site") }
      return FormTarget(returnTo: returnTo, isForm: false)
    } catch {
      throw Problem(error)
    }
  }

  /// A path of this very site, or nil: anything else would make the gateway an open redirector.
  static func safe(_ text: String?) -> String? {
    guard let text, SitePath.isSafe(text) else { return nil }
    return text
  }
}
