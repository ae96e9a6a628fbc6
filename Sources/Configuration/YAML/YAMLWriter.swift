/// Writes block-style YAML of mappings, lists and single values; quotes whatever might be read as something else.
struct YAMLWriter {
  private(set) var text = ""
  private var depth = 0
  /// Set when the next line continues a list entry's dash.
  private var afterDash = false

  private mutating func line(_ content: String) {
    let indent = afterDash ? "" : String(repeating: "  ", count: depth)
    text += indent + content + "\n"
    afterDash = false
  }

  mutating func scalar(_ key: String, _ value: String) { line("\(Self.quoted(key)): \(Self.quoted(value))") }

  mutating func null(_ key: String) { line("\(Self.quoted(key)): null") }

  mutating func list(_ key: String, _ values: [String]) {
    line("\(Self.quoted(key)): [\(values.map { Self.quoted($0, inFlow: true) }.joined(separator: ", "))]")
  }

  mutating func emptyMapping(_ key: String) { line("\(Self.quoted(key)): {}") }

  mutating func mapping(_ key: String, _ body: (inout YAMLWriter) -> Void) {
    line("\(Self.quoted(key)):")
    depth += 1
    body(&self)
    depth -= 1
  }

  mutating func listOfMappings<Element>(
    _ key: String, _ elements: [Element], _ body: (Element, inout YAMLWriter) -> Void
  ) {
    line("\(Self.quoted(key)):")
    depth += 1
    for element in elements {
      text += String(repeating: "  ", count: depth) + "- "
      afterDash = true
      depth += 1
      body(element, &self)
      depth -= 1
    }
    depth -= 1
  }

  /// Plain where nobody can take it for anything else, else in double quotes.
  private static func quoted(_ value: String, inFlow: Bool = false) -> String {
    let isPlain =
      !value.isEmpty && value.first != " " && value.last != " " && !value.contains(": ") && !value.hasSuffix(":")
      && !["null", "~"].contains(value)
      && value.utf8.allSatisfy { byte in
        switch byte {
        case 48...57, 65...90, 97...122: true
        case 32, 58, 123, 125: !inFlow
        default: "./_-+$()~=".utf8.contains(byte)
        }
      }
      && !"-{}~=".contains(value.first ?? "-")
    if isPlain { return value }
    var quoted = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case _
      where scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
        || [0x2028, 0x2029, 0xfeff].contains(scalar.value):
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
