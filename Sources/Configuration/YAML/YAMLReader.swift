internal import CYAML
public import Primitives

/// Reads one YAML document into a tree, with libyaml's event parser. What makes documents larger or less clear than
/// they look is refused: anchors, aliases, tags, several documents, keys that aren't single values.
public enum YAMLReader {
  /// The document's root; an empty document is null.
  public static func parse(_ bytes: ByteView, limits: YAMLLimits = YAMLLimits()) throws(YAMLFault) -> YAMLNode {
    guard bytes.count <= limits.bytes else {
      throw YAMLFault(
        at: YAMLPosition(line: 1, column: 1), "the file is longer than \(limits.bytes) bytes; split or shorten it")
    }
    let scanner = YAMLEvents(bytes)
    var builder = YAMLBuilder(limits: limits)
    while true {
      let event = try scanner.next()
      if try builder.take(event) { break }
    }
    return builder.root ?? YAMLNode(.scalar("", isPlain: true), at: YAMLPosition(line: 1, column: 1))
  }
}
