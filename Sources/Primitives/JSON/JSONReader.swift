/// Reads JSON strictly after RFC 8259: valid UTF-8, no duplicate names, no lone surrogates, nothing behind the value, and no
/// more of anything than the limits say. Cost: one pass, and one allocation for each list, object and longer string.
public enum JSONReader {
  public static func parse(_ bytes: ByteView, limits: JSONLimits = JSONLimits()) throws(JSONFault) -> JSONValue {
    guard bytes.count <= limits.bytes else { throw JSONFault(offset: limits.bytes, reason: .tooLong) }
    var scanner = JSONScanner(bytes, limits: limits)
    let value = try scanner.value(depth: 0)
    scanner.skipSpace()
    guard scanner.index == bytes.count else { throw scanner.fault(.trailingBytes) }
    return value
  }

  public static func parse(_ text: String, limits: JSONLimits = JSONLimits()) throws(JSONFault) -> JSONValue {
    try parse([UInt8](text.utf8), limits: limits)
  }

  public static func parse(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONFault) -> JSONValue {
    let result: Result<JSONValue, JSONFault> = bytes.withUnsafeBytes { buffer in
      do throws(JSONFault) {
        return .success(try parse(ByteView(buffer), limits: limits))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }
}
