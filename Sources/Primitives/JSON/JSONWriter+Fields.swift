/// A name and its value in one call; a nil is written as `null`.
extension JSONWriter {
  public mutating func field(_ name: StaticString, _ text: String) {
    key(name)
    value(text)
  }

  public mutating func field(_ name: StaticString, _ text: String?) {
    key(name)
    if let text { value(text) } else { null() }
  }

  public mutating func field(_ name: StaticString, _ text: StaticString) {
    key(name)
    value(text)
  }

  public mutating func field(_ name: StaticString, _ text: ByteView) {
    key(name)
    value(text)
  }

  public mutating func field(_ name: StaticString, _ number: Int) {
    key(name)
    value(number)
  }

  public mutating func field(_ name: StaticString, _ number: Int?) {
    key(name)
    if let number { value(number) } else { null() }
  }

  public mutating func field(_ name: StaticString, _ number: Double) {
    key(name)
    value(number)
  }

  public mutating func field(_ name: StaticString, _ number: Double?) {
    key(name)
    if let number { value(number) } else { null() }
  }

  public mutating func field(_ name: StaticString, _ flag: Bool) {
    key(name)
    value(flag)
  }

  public mutating func field(_ name: StaticString, _ instant: WallInstant) {
    key(name)
    value(instant)
  }

  public mutating func field(_ name: StaticString, _ instant: WallInstant?) {
    key(name)
    if let instant { value(instant) } else { null() }
  }

  public mutating func field(_ name: StaticString, _ list: [String]) {
    key(name)
    beginArray()
    for text in list { value(text) }
    endArray()
  }

  public mutating func nullField(_ name: StaticString) {
    key(name)
    null()
  }

  /// Writes a tree, fields in their order.
  public mutating func value(_ tree: JSONValue) {
    switch tree {
    case .null: null()
    case .bool(let flag): value(flag)
    case .number(let number):
      var text = number.text
      text.withUTF8 { rawValue(ByteView(UnsafeRawBufferPointer($0))) }
    case .string(let text): value(text)
    case .array(let elements):
      beginArray()
      for element in elements { value(element) }
      endArray()
    case .object(let object):
      beginObject()
      for field in object.fields {
        key(field.name)
        value(field.value)
      }
      endObject()
    }
  }
}
