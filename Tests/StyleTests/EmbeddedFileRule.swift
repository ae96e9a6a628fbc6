/// Each file of lua, sql and pages is in the list of embedded files; without that the binary would not know it.
struct EmbeddedFileRule: StyleRule {
  /// The text of Sources/C/CAssets/assets.c.
  let list: String

  func violations(in file: SourceFile) -> [Violation] {
    guard ["lua/", "sql/", "pages/"].contains(where: { file.path.hasPrefix($0) }) else { return [] }
    return list.contains("\"\(file.path)\"")
      ? [] : [Violation(path: file.path, line: 1, message: "not embedded: run Tests/Tools/embed-assets.sh")]
  }
}
