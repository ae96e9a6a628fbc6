/// The names seen in one object. A few are compared one by one; with more a set takes over, so that an object of thousands of
/// names costs its reader no more than their number.
struct JSONNames {
  private var set: Set<JSONNameBytes>?

  /// Notes a name; false if it is the name of one of the fields before it.
  mutating func insert(_ name: String, after fields: [JSONObject.Field]) -> Bool {
    if set == nil {
      let key = JSONNameBytes(name)
      guard !fields.contains(where: { JSONNameBytes($0.name) == key }) else { return false }
      if fields.count >= 16 { set = Set((fields.map(\.name) + [name]).map(JSONNameBytes.init)) }
      return true
    }
    return set?.insert(JSONNameBytes(name)).inserted ?? true
  }
}

/// A name compared by its bytes: Swift's own comparison takes canonically equivalent spellings for one.
struct JSONNameBytes: Hashable {
  private let text: String

  init(_ text: String) { self.text = text }

  static func == (left: JSONNameBytes, right: JSONNameBytes) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

  func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}
