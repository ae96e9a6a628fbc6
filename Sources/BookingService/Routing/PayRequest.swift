internal import HTTPWire
internal import Primitives

/// What `POST /bookings/{hold_id}/pay` asks for.
struct PayRequest: Equatable {
  var method: String

  init(json body: ByteView) throws(Problem) {
    let value: JSONValue
    do {
      value = try JSONReader.parse(body)
    } catch {
      throw Problem(error)
    }
    do {
      var fields = try JSONFields(value)
      method = try fields.string("payment_method", bytesMax: 64)
      try fields.finish()
    } catch {
      throw Problem(error)
    }
  }

  init(form: FormItems) throws(Problem) {
    guard let method = form.first("payment_method") else {
      throw Problem(.invalidField, detail: "`payment_method` is required")
    }
    self.method = method
  }

  var fingerprint: String { "pay \(method)" }
}
