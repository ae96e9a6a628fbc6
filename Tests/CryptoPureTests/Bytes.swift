import Primitives

/// The bytes of hexadecimal text; blanks in it are for the reader.
func hex(_ text: String) -> [UInt8] {
  guard let bytes = Hex.decode(text.filter { !$0.isWhitespace }) else { fatalError("bad hexadecimal in a test") }
  return bytes
}

extension [UInt8] {
  /// Lends the array as a view.
  func view<Result>(_ body: (ByteView) throws -> Result) rethrows -> Result {
    try withUnsafeBytes { try body(ByteView($0)) }
  }

  var hex: String { Hex.encode(self) }
}
