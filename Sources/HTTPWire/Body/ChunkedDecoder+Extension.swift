import Primitives

extension ChunkedDecoder {
  /// Takes one byte of a chunk extension (RFC 9112 §7.1.1): `;name`, `;name=token` or `;name="quoted"`. The white space that
  /// the grammar's BWS would allow is refused: nothing honest sends it, and it has hidden attacks.
  mutating func takeExtension(_ byte: UInt8) throws(ChunkFault) {
    overheadBytes += 1
    guard overheadBytes <= limits.extensionBytesMax else { throw .extensionTooLong }
    guard byte != 0x0A else { throw .bareLineFeed }
    switch state {
    case .extensionName:
      guard ASCIISet.token.contains(byte) else { throw .invalidExtension }
      state = .extensionNameRest
    case .extensionNameRest:
      if ASCIISet.token.contains(byte) { return }
      if byte == UInt8(ascii: "=") { return state = .extensionValue }
      try endExtension(byte)
    case .extensionValue:
      if byte == UInt8(ascii: "\"") { return state = .extensionQuoted }
      guard ASCIISet.token.contains(byte) else { throw .invalidExtension }
      state = .extensionToken
    case .extensionToken:
      if ASCIISet.token.contains(byte) { return }
      try endExtension(byte)
    case .extensionQuoted:
      if byte == UInt8(ascii: "\"") { return state = .extensionQuotedEnd }
      if byte == UInt8(ascii: "\\") { return state = .extensionEscape }
      guard isText(byte) else { throw .invalidExtension }
    case .extensionEscape:
      guard isText(byte) else { throw .invalidExtension }
      state = .extensionQuoted
    default:
      try endExtension(byte)
    }
  }

  /// Takes what may stand behind a whole extension.
  private mutating func endExtension(_ byte: UInt8) throws(ChunkFault) {
    switch byte {
    case UInt8(ascii: ";"): state = .extensionName
    case 0x0D: state = .sizeLineFeed
    default: throw .invalidExtension
    }
  }

  /// Takes one byte of the trailer section: header lines by the rules of the head, then an empty one.
  mutating func takeTrailer(_ byte: UInt8) throws(ChunkFault) {
    overheadBytes += 1
    guard overheadBytes <= limits.trailerBytesMax else { throw .trailerTooLong }
    switch state {
    case .trailerStart:
      if byte == 0x0D { return state = .endLineFeed }
      guard byte != 0x0A else { throw .bareLineFeed }
      guard ASCIISet.token.contains(byte) else { throw .invalidTrailer }
      trailersCount += 1
      guard trailersCount <= limits.trailersMax else { throw .trailerTooLong }
      state = .trailerName
    case .trailerName:
      if byte == UInt8(ascii: ":") { return state = .trailerValue }
      guard ASCIISet.token.contains(byte) else { throw byte == 0x0A ? .bareLineFeed : .invalidTrailer }
    case .trailerValue:
      if byte == 0x0D { return state = .trailerLineFeed }
      guard isText(byte) else { throw byte == 0x0A ? .bareLineFeed : .invalidTrailer }
    case .trailerLineFeed:
      try expect(0x0A, byte)
      state = .trailerStart
    default:
      try expect(0x0A, byte)
      state = .ended
    }
  }

  private func isText(_ byte: UInt8) -> Bool { byte >= 0x20 && byte != 0x7F || byte == 0x09 }
}
