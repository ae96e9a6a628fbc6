/// Swift source with comments and the contents of string literals blanked, so that rules see code only. Lines and
/// columns stay where they are. What an interpolation computes counts as part of its string.
struct MaskedSwift: Sendable {
  private(set) var lines: [CodeLine] = []

  init(_ text: String) {
    var scanner = Scanner(text: Array(text.utf8))
    scanner.run()
    lines = String(decoding: scanner.masked, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
      .map { CodeLine(String($0)) }
  }

  private struct Scanner {
    let text: [UInt8]
    var masked: [UInt8] = []
    var index = 0

    init(text: [UInt8]) {
      self.text = text
      masked.reserveCapacity(text.count)
    }

    mutating func run() {
      while index < text.count {
        let byte = text[index]
        if byte != UInt8(ascii: "/") && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "#") {
          masked.append(byte)
          index += 1
        } else if starts("//") {
          while index < text.count, text[index] != UInt8(ascii: "\n") { blank() }
        } else if starts("/*") {
          blockComment()
        } else if let literal = literalStart() {
          stringLiteral(hashes: literal.hashes, quotes: literal.quotes)
        } else {
          masked.append(text[index])
          index += 1
        }
      }
    }

    private func starts(_ word: String, at place: Int? = nil) -> Bool {
      let bytes = Array(word.utf8)
      let start = place ?? index
      return start + bytes.count <= text.count && text[start..<(start + bytes.count)].elementsEqual(bytes)
    }

    private mutating func blank(_ count: Int = 1) {
      for _ in 0..<count where index < text.count {
        masked.append(text[index] == UInt8(ascii: "\n") ? text[index] : UInt8(ascii: " "))
        index += 1
      }
    }

    private mutating func copy(_ count: Int) {
      masked += text[index..<(index + count)]
      index += count
    }

    private mutating func blockComment() {
      var depth = 0
      repeat {
        if starts("/*") {
          depth += 1
          blank(2)
        } else if starts("*/") {
          depth -= 1
          blank(2)
        } else {
          blank()
        }
      } while depth > 0 && index < text.count
    }

    /// `"`, `"""`, `#"` and so on at this place.
    private func literalStart() -> (hashes: Int, quotes: Int)? {
      var place = index
      while place < text.count, text[place] == UInt8(ascii: "#") { place += 1 }
      guard starts("\"", at: place) else { return nil }
      return (place - index, starts("\"\"\"", at: place) ? 3 : 1)
    }

    private mutating func stringLiteral(hashes: Int, quotes: Int) {
      let end = String(repeating: "\"", count: quotes) + String(repeating: "#", count: hashes)
      let escape = "\\" + String(repeating: "#", count: hashes)
      copy(hashes + quotes)
      while index < text.count {
        if starts(end) { return copy(end.utf8.count) }
        if starts(escape + "(") {
          blank(escape.utf8.count + 1)
          interpolation()
        } else if starts(escape) {
          blank(escape.utf8.count + 1)
        } else {
          blank()
        }
      }
    }

    private mutating func interpolation() {
      var depth = 1
      while depth > 0 && index < text.count {
        if let literal = literalStart() {
          stringLiteral(hashes: literal.hashes, quotes: literal.quotes)
          continue
        }
        if text[index] == UInt8(ascii: "(") { depth += 1 }
        if text[index] == UInt8(ascii: ")") { depth -= 1 }
        blank()
      }
    }
  }
}
