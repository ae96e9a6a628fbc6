/// A JSON object: fields in the order in which they were written, each name once. Look-up is linear.
public struct JSONObject: Equatable, Sendable {
  public struct Field: Equatable, Sendable {
    public var name: String
    public var value: JSONValue

    public init(name: String, value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  public private(set) var fields: [Field]

  public init() { fields = [] }

  /// The caller vouches for each name standing there once.
  init(unique fields: [Field]) { self.fields = fields }

  public var count: Int { fields.count }
  public var isEmpty: Bool { fields.isEmpty }

  /// The value under that name; nil if there is none. Assigning replaces, appends or (nil) removes.
  public subscript(name: String) -> JSONValue? {
    get { fields.first { JSONObject.same($0.name, name) }?.value }
    set {
      if let index = fields.firstIndex(where: { JSONObject.same($0.name, name) }) {
        if let newValue { fields[index].value = newValue } else { fields.remove(at: index) }
      } else if let newValue {
        fields.append(Field(name: name, value: newValue))
      }
    }
  }

  /// Names are the same if their bytes are: Swift's own comparison takes canonically equivalent spellings for one.
  static func same(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }
}
