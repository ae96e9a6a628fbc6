import Primitives

/// Runs `body` with a view of the text's bytes.
func withView<Result>(_ text: String, _ body: (ByteView) -> Result) -> Result {
  var text = text
  return text.withUTF8 { body(ByteView(UnsafeRawBufferPointer($0))) }
}

func withView<Result>(_ bytes: [UInt8], _ body: (ByteView) -> Result) -> Result {
  bytes.withUnsafeBytes { body(ByteView($0)) }
}

/// What a JSON text is, or why it was refused.
func parsed(_ text: String, limits: JSONLimits = JSONLimits()) -> Result<JSONValue, JSONFault> {
  parsed([UInt8](text.utf8), limits: limits)
}

func parsed(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) -> Result<JSONValue, JSONFault> {
  do throws(JSONFault) {
    return .success(try JSONReader.parse(bytes, limits: limits))
  } catch {
    return .failure(error)
  }
}
