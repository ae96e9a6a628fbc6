import Foundation

/// A line of code, with a search that is quick in a debug build too.
struct CodeLine: Sendable {
  let text: String
  /// The same with a NUL at its end.
  private let characters: [CChar]

  init(_ text: String) {
    self.text = text
    characters = Array(text.utf8CString)
  }

  var bytes: ArraySlice<CChar> { characters.dropLast() }

  func contains(_ word: String) -> Bool { strstr(characters, word) != nil }

  func contains(anyOf words: [String]) -> Bool { words.contains { contains($0) } }
}
