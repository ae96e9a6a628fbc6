extension JSONFields {
  public mutating func string(_ name: String, bytesMax: Int = 4_096) throws(JSONFieldFault) -> String {
    guard let text = try optionalString(name, bytesMax: bytesMax) else { throw missing(name) }
    return text
  }

  public mutating func optionalString(_ name: String, bytesMax: Int = 4_096) throws(JSONFieldFault) -> String? {
    guard let value = optionalValue(name) else { return nil }
    guard let text = value.stringValue else { throw fault(name, "expected a string, found \(value.kind)") }
    guard text.utf8.count <= bytesMax else { throw fault(name, "expected at most \(bytesMax) bytes") }
    return text
  }

  public mutating func integer(_ name: String, in range: ClosedRange<Int>) throws(JSONFieldFault) -> Int {
    guard let number = try optionalInteger(name, in: range) else { throw missing(name) }
    return number
  }

  public mutating func optionalInteger(
    _ name: String, in range: ClosedRange<Int>
  ) throws(JSONFieldFault) -> Int? {
    guard let value = optionalValue(name) else { return nil }
    let expected = "expected a whole number from \(range.lowerBound) to \(range.upperBound)"
    guard let text = value.numberValue else { throw fault(name, "\(expected), found \(value.kind)") }
    guard let number = text.integer, range.contains(number) else {
      throw fault(name, "\(expected), found \(text.text)")
    }
    return number
  }

  public mutating func bool(_ name: String) throws(JSONFieldFault) -> Bool {
    guard let flag = try optionalBool(name) else { throw missing(name) }
    return flag
  }

  public mutating func optionalBool(_ name: String) throws(JSONFieldFault) -> Bool? {
    guard let value = optionalValue(name) else { return nil }
    guard let flag = value.boolValue else { throw fault(name, "expected true or false, found \(value.kind)") }
    return flag
  }

  /// A decimal as an exact whole number of 10^-`places`: 12.5 with 6 places is 12,500,000.
  public mutating func fixedPoint(
    _ name: String, places: Int, in range: ClosedRange<Int64>
  ) throws(JSONFieldFault) -> Int64 {
    guard let number = try optionalFixedPoint(name, places: places, in: range) else { throw missing(name) }
    return number
  }

  public mutating func optionalFixedPoint(
    _ name: String, places: Int, in range: ClosedRange<Int64>
  ) throws(JSONFieldFault) -> Int64? {
    guard let value = optionalValue(name) else { return nil }
    guard let number = value.numberValue else { throw fault(name, "expected a number, found \(value.kind)") }
    guard let scaled = number.fixedPoint(places: places), range.contains(scaled) else {
      let least = JSONFields.decimal(range.lowerBound, places: places)
      let most = JSONFields.decimal(range.upperBound, places: places)
      throw fault(
        name, "expected a number from \(least) to \(most) with at most \(places) decimals, found \(number.text)")
    }
    return scaled
  }

  public mutating func instant(_ name: String) throws(JSONFieldFault) -> WallInstant {
    guard let instant = try optionalInstant(name) else { throw missing(name) }
    return instant
  }

  public mutating func optionalInstant(_ name: String) throws(JSONFieldFault) -> WallInstant? {
    guard let text = try optionalString(name, bytesMax: 64) else { return nil }
    guard let instant = WallInstant(rfc3339: text) else {
      throw fault(name, "expected a date and time as in 2026-01-02T03:04:05Z")
    }
    return instant
  }

  public mutating func strings(_ name: String, countMax: Int) throws(JSONFieldFault) -> [String] {
    guard let list = try optionalStrings(name, countMax: countMax) else { throw missing(name) }
    return list
  }

  public mutating func optionalStrings(_ name: String, countMax: Int) throws(JSONFieldFault) -> [String]? {
    guard let value = optionalValue(name) else { return nil }
    guard let elements = value.arrayValue else { throw fault(name, "expected a list of strings, found \(value.kind)") }
    guard elements.count <= countMax else { throw fault(name, "expected at most \(countMax) strings") }
    var list: [String] = []
    for (index, element) in elements.enumerated() {
      guard let text = element.stringValue else {
        throw fault("\(name)[\(index)]", "expected a string, found \(element.kind)")
      }
      list.append(text)
    }
    return list
  }

  /// An object's own fields, to be read and finished by themselves.
  public mutating func fields(_ name: String) throws(JSONFieldFault) -> JSONFields {
    guard let fields = try optionalFields(name) else { throw missing(name) }
    return fields
  }

  public mutating func optionalFields(_ name: String) throws(JSONFieldFault) -> JSONFields? {
    guard let value = optionalValue(name) else { return nil }
    return try JSONFields(value, path: path(of: name))
  }

  public mutating func list(_ name: String, countMax: Int) throws(JSONFieldFault) -> [JSONFields] {
    guard let list = try optionalList(name, countMax: countMax) else { throw missing(name) }
    return list
  }

  /// A list of objects.
  public mutating func optionalList(_ name: String, countMax: Int) throws(JSONFieldFault) -> [JSONFields]? {
    guard let value = optionalValue(name) else { return nil }
    guard let elements = value.arrayValue else { throw fault(name, "expected a list of objects, found \(value.kind)") }
    guard elements.count <= countMax else { throw fault(name, "expected at most \(countMax) objects") }
    var list: [JSONFields] = []
    for (index, element) in elements.enumerated() {
      list.append(try JSONFields(element, path: "\(path(of: name))[\(index)]"))
    }
    return list
  }

  private static func decimal(_ value: Int64, places: Int) -> String {
    let digits = String(value.magnitude)
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    let whole = padded.dropLast(places)
    var fraction = padded.suffix(places)
    while fraction.last == "0" { fraction.removeLast() }
    return (value < 0 ? "-" : "") + whole + (fraction.isEmpty ? "" : ".\(fraction)")
  }
}
