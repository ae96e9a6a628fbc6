/// The reader's place in a JSON text. One value at a time, by recursive descent; the depth is bounded by the limits.
struct JSONScanner {
  let bytes: ByteView
  let limits: JSONLimits
  var index = 0
  private var valuesCount = 0

  init(_ bytes: ByteView, limits: JSONLimits) {
    self.bytes = bytes
    self.limits = limits
  }

  func fault(_ reason: JSONFault.Reason) -> JSONFault { JSONFault(offset: index, reason: reason) }

  mutating func skipSpace() {
    while index < bytes.count {
      switch bytes.base[index] {
      case 0x20, 0x09, 0x0A, 0x0D: index += 1
      default: return
      }
    }
  }

  /// The next byte, without passing it.
  func peek() throws(JSONFault) -> UInt8 {
    guard index < bytes.count else { throw fault(.unexpectedEnd) }
    return bytes.base[index]
  }

  mutating func value(depth: Int) throws(JSONFault) -> JSONValue {
    skipSpace()
    let first = try peek()
    valuesCount += 1
    guard valuesCount <= limits.values else { throw fault(.tooManyValues) }
    switch first {
    case UInt8(ascii: "{"): return .object(try object(depth: depth + 1))
    case UInt8(ascii: "["): return .array(try array(depth: depth + 1))
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), 0x30...0x39: return .number(try number())
    default: throw fault(.unexpectedByte)
    }
  }

  private mutating func word(_ text: StaticString, _ value: JSONValue) throws(JSONFault) -> JSONValue {
    for position in 0..<text.utf8CodeUnitCount {
      guard try peek() == text.utf8Start[position] else { throw fault(.unexpectedByte) }
      index += 1
    }
    return value
  }

  private mutating func array(depth: Int) throws(JSONFault) -> [JSONValue] {
    guard depth <= limits.depth else { throw fault(.tooDeep) }
    index += 1
    var elements: [JSONValue] = []
    skipSpace()
    if try peek() == UInt8(ascii: "]") {
      index += 1
      return elements
    }
    while true {
      elements.append(try value(depth: depth))
      if try endsAfterElement(UInt8(ascii: "]")) { return elements }
    }
  }

  private mutating func object(depth: Int) throws(JSONFault) -> JSONObject {
    guard depth <= limits.depth else { throw fault(.tooDeep) }
    index += 1
    var fields: [JSONObject.Field] = []
    var names = JSONNames()
    skipSpace()
    if try peek() == UInt8(ascii: "}") {
      index += 1
      return JSONObject()
    }
    while true {
      skipSpace()
      guard try peek() == UInt8(ascii: "\"") else { throw fault(.unexpectedByte) }
      let start = index
      let name = try string()
      guard names.insert(name, after: fields) else { throw JSONFault(offset: start, reason: .duplicateName) }
      skipSpace()
      guard try peek() == UInt8(ascii: ":") else { throw fault(.unexpectedByte) }
      index += 1
      fields.append(JSONObject.Field(name: name, value: try value(depth: depth)))
      if try endsAfterElement(UInt8(ascii: "}")) { return JSONObject(unique: fields) }
    }
  }

  /// Passes the comma or the closing byte behind an element; true at the closing one.
  private mutating func endsAfterElement(_ closing: UInt8) throws(JSONFault) -> Bool {
    skipSpace()
    let byte = try peek()
    guard byte == closing || byte == UInt8(ascii: ",") else { throw fault(.unexpectedByte) }
    index += 1
    return byte == closing
  }

  private mutating func number() throws(JSONFault) -> JSONNumber {
    let start = index
    if bytes.base[index] == UInt8(ascii: "-") { index += 1 }
    let first = index
    try digits()
    if bytes.base[first] == UInt8(ascii: "0") && index > first + 1 {
      throw JSONFault(offset: first, reason: .invalidNumber)
    }
    if index < bytes.count, bytes.base[index] == UInt8(ascii: ".") {
      index += 1
      try digits()
    }
    if index < bytes.count, bytes.base[index] | 0x20 == UInt8(ascii: "e") {
      index += 1
      if index < bytes.count, bytes.base[index] == UInt8(ascii: "+") || bytes.base[index] == UInt8(ascii: "-") {
        index += 1
      }
      try digits()
    }
    return JSONNumber(checked: bytes.slice(from: start, to: index).string)
  }

  /// Passes at least one digit.
  private mutating func digits() throws(JSONFault) {
    let start = index
    while index < bytes.count, bytes.base[index].isASCIIDigit { index += 1 }
    guard index > start else { throw fault(index < bytes.count ? .invalidNumber : .unexpectedEnd) }
  }
}
