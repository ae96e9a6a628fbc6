import Primitives

/// JSON: what is taken is the same after it was written and read again, and typed access never traps.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = ByteView(start, count: count)
  guard let value = try? JSONReader.parse(input) else { return 0 }
  precondition(String(validating: input.buffer, as: UTF8.self) != nil, "took what isn't UTF-8")
  var writer = JSONWriter(ByteBuffer())
  writer.value(value)
  let limits = JSONLimits(bytes: 1 << 20)
  guard let again = try? JSONReader.parse(writer.buffer.readable, limits: limits) else {
    fatalError("refused its own text")
  }
  precondition(again == value)
  readFields(value)
  readNumbers(value)
  return 0
}

private func readFields(_ value: JSONValue) {
  guard var fields = try? JSONFields(value) else { return }
  for field in fields.names {
    _ = try? fields.optionalString(field)
    _ = try? fields.optionalInteger(field, in: 0...9)
    _ = try? fields.optionalFixedPoint(field, places: 6, in: -1...1_000_000)
    _ = try? fields.optionalInstant(field)
    _ = try? fields.optionalStrings(field, countMax: 3)
    _ = try? fields.optionalList(field, countMax: 3)
  }
  do { try fields.finish() } catch { fatalError("every field was asked for") }
}

private func readNumbers(_ value: JSONValue) {
  switch value {
  case .number(let number):
    if let integer = number.integer, let fixed = number.fixedPoint(places: 0) { precondition(integer == Int(fixed)) }
    if let fixed = number.fixedPoint(places: 3), fixed.magnitude < 1 << 50 {
      precondition(abs(Double(fixed) / 1_000 - number.double) <= abs(number.double) * 1e-9)
    }
  case .array(let elements): elements.forEach(readNumbers)
  case .object(let object): object.fields.forEach { readNumbers($0.value) }
  case .null, .bool, .string: break
  }
}
