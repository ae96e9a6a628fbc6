import Assets
import Primitives

/// The texts of the pages in one language: `pages/languages/{code}.json`, one entry a `Phrase`. `{name}` in a text stands
/// for a value; an entry with forms (`one`, `other`) is chosen by a count.
public struct Language: Sendable {
  enum Entry: Sendable {
    case text(String)
    case counted(one: String, other: String)
  }

  /// For `<html lang>`, as in "en".
  public let code: String
  /// For `<html dir>`.
  public let direction: String
  private let entries: [Phrase: Entry]

  public static let english = embedded("en")

  /// The text, with its values in place. Values aren't escaped here: the page's own interpolation does that.
  func callAsFunction(_ phrase: Phrase, _ values: [String: String] = [:]) -> String {
    switch entries[phrase] {
    case .text(let text): Language.fill(text, values)
    case .counted(_, let other): Language.fill(other, values)
    case nil: phrase.rawValue
    }
  }

  /// The text's form for a count, which stands for `{count}` in it too.
  func callAsFunction(_ phrase: Phrase, count: Int, _ values: [String: String] = [:]) -> String {
    let values = values.merging(["count": NumberText.grouped(count)]) { given, _ in given }
    if case .counted(let one, let other) = entries[phrase] {
      return Language.fill(count == 1 ? one : other, values)
    }
    return self(phrase, values)
  }

  /// Hands phrases to the page's script, by their names: a text, or its forms.
  func write(_ phrases: [Phrase], to writer: inout JSONWriter) {
    writer.key("phrases" as StaticString)
    writer.beginObject()
    for phrase in phrases {
      writer.key(phrase.rawValue)
      switch entries[phrase] {
      case .counted(let one, let other):
        writer.beginObject()
        writer.field("one", one)
        writer.field("other", other)
        writer.endObject()
      case .text(let text): writer.value(text)
      case nil: writer.null()
      }
    }
    writer.endObject()
  }

  private static func fill(_ text: String, _ values: [String: String]) -> String {
    guard text.utf8.contains(UInt8(ascii: "{")) else { return text }
    var filled = ""
    var rest = text[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      filled += rest[..<open]
      filled += values[String(rest[rest.index(after: open)..<close])] ?? String(rest[open...close])
      rest = rest[rest.index(after: close)...]
    }
    return filled + rest
  }

  private init(code: String, direction: String, entries: [Phrase: Entry]) {
    self.code = code
    self.direction = direction
    self.entries = entries
  }

  /// Reads the embedded file. A fault in it is a programmer's fault, which the tests find first.
  private static func embedded(_ code: String) -> Language {
    guard let bytes = Assets.page("languages/\(code).json") else { preconditionFailure("no language \(code)") }
    do {
      let json = try JSONReader.parse(ByteView(bytes), limits: JSONLimits(bytes: bytes.count, depth: 4, values: 4_096))
      guard case .object(let file) = json, case .string(let direction) = file["direction"],
        case .object(let phrases) = file["phrases"]
      else { preconditionFailure("languages/\(code).json lacks its direction or phrases") }
      return Language(code: code, direction: direction, entries: entries(phrases))
    } catch {
      preconditionFailure("languages/\(code).json: \(error)")
    }
  }

  private static func entries(_ phrases: JSONObject) -> [Phrase: Entry] {
    var entries: [Phrase: Entry] = [:]
    for field in phrases.fields {
      guard let phrase = Phrase(rawValue: field.name) else { preconditionFailure("unknown phrase \(field.name)") }
      switch field.value {
      case .string(let text): entries[phrase] = .text(text)
      case .object(let forms):
        guard case .string(let one) = forms["one"], case .string(let other) = forms["other"] else {
          preconditionFailure("phrase \(field.name) lacks its forms")
        }
        entries[phrase] = .counted(one: one, other: other)
      default: preconditionFailure("phrase \(field.name) is neither text nor forms")
      }
    }
    for phrase in Phrase.allCases where entries[phrase] == nil {
      preconditionFailure("phrase \(phrase.rawValue) is missing")
    }
    return entries
  }
}
