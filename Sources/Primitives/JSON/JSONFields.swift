/// Reads the fields of one object by type and keeps account of which were asked for, so that `finish` can refuse the rest.
///
///     var fields = try JSONFields(JSONReader.parse(body))
///     let event = try fields.string("event_id")
///     let seats = try fields.optionalStrings("seat_ids", countMax: 100)
///     try fields.finish()
///
/// An optional field that is `null` counts as missing.
public struct JSONFields {
  private let object: JSONObject
  private let path: String
  private var known: [String] = []

  public init(_ object: JSONObject, path: String = "") {
    self.object = object
    self.path = path
  }

  public init(_ value: JSONValue, path: String = "") throws(JSONFieldFault) {
    guard let object = value.objectValue else {
      throw JSONFieldFault(path: path, message: "expected an object, found \(value.kind)")
    }
    self.init(object, path: path)
  }

  /// Refuses fields that nobody asked for.
  public func finish() throws(JSONFieldFault) {
    for field in object.fields where !known.contains(where: { JSONObject.same($0, field.name) }) {
      throw JSONFieldFault(
        path: path(of: field.name), message: "unknown field; known here: \(known.sorted().joined(separator: ", "))")
    }
  }

  /// The field's value whatever it is; nil if it is missing or null.
  public mutating func optionalValue(_ name: String) -> JSONValue? {
    known.append(name)
    guard let value = object[name], !value.isNull else { return nil }
    return value
  }

  public mutating func value(_ name: String) throws(JSONFieldFault) -> JSONValue {
    guard let value = optionalValue(name) else { throw missing(name) }
    return value
  }

  /// The names that stand in the object, in their order.
  public var names: [String] { object.fields.map(\.name) }

  /// True if the field stands there, be it as `null`: a merge patch sets a thing to null to remove it.
  public func has(_ name: String) -> Bool { object[name] != nil }

  public func path(of name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

  public func fault(_ name: String, _ message: String) -> JSONFieldFault {
    JSONFieldFault(path: path(of: name), message: message)
  }

  func missing(_ name: String) -> JSONFieldFault { fault(name, "is required") }
}
