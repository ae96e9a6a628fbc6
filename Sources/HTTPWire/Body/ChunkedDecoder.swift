import Primitives

/// Takes chunked transfer coding apart (RFC 9112 §7.1), strictly, in any pieces, without copying or keeping a byte of it.
///
///     while true {
///       let step = try decoder.step(unread)
///       switch step.event {
///       case .data(let bytes): …          // valid as long as `unread` is
///       case .needsMore: …                // everything given was consumed; come again with more
///       case .end: …                      // the message is over
///       }
///       unread = unread.slice(from: step.consumed)
///     }
///
/// Chunk extensions and trailer fields are checked and dropped. Sizes, extensions and trailers have bounds of their own, so
/// that a body's limit can't be got round by wrapping it in ever more paper.
public struct ChunkedDecoder: Sendable {
  public enum Event {
    case data(ByteView)
    case needsMore
    case end
  }

  public struct Step {
    /// Bytes of the input that are done with.
    public let consumed: Int
    public let event: Event
  }

  public let limits: ChunkLimits
  var state = ChunkState.sizeStart
  var size = 0
  var digitsCount = 0
  /// Bytes of this chunk's extension so far, then of the trailer.
  var overheadBytes = 0
  var trailersCount = 0

  public init(limits: ChunkLimits = ChunkLimits()) { self.limits = limits }

  /// True once the body has ended; then begin with a new decoder.
  public var isAtEnd: Bool { state == .ended }

  /// Bytes of the current chunk that are still to come.
  public var chunkBytesLeft: Int { state == .data ? size : 0 }

  public mutating func step(_ input: ByteView) throws(ChunkFault) -> Step {
    var index = 0
    while index < input.count {
      if state == .data {
        let count = min(size, input.count - index)
        size -= count
        if size == 0 { state = .dataCarriageReturn }
        return Step(consumed: index + count, event: .data(input.slice(from: index, to: index + count)))
      }
      if state == .ended { return Step(consumed: index, event: .end) }
      try take(input.base[index])
      index += 1
    }
    return Step(consumed: index, event: state == .ended ? .end : .needsMore)
  }

  /// Takes one byte that isn't a chunk's data.
  private mutating func take(_ byte: UInt8) throws(ChunkFault) {
    switch state {
    case .sizeStart, .size: try takeSize(byte)
    case .extensionName, .extensionNameRest, .extensionValue, .extensionToken, .extensionQuoted, .extensionEscape,
      .extensionQuotedEnd:
      try takeExtension(byte)
    case .sizeLineFeed:
      try expect(0x0A, byte)
      state = size > 0 ? .data : .trailerStart
      overheadBytes = 0
      digitsCount = 0
    case .dataCarriageReturn:
      guard byte == 0x0D else { throw .dataNotEnded }
      state = .dataLineFeed
    case .dataLineFeed:
      guard byte == 0x0A else { throw .dataNotEnded }
      state = .sizeStart
    case .trailerStart, .trailerName, .trailerValue, .trailerLineFeed, .endLineFeed: try takeTrailer(byte)
    case .data, .ended: preconditionFailure("data and the end are handled by step")
    }
  }

  private mutating func takeSize(_ byte: UInt8) throws(ChunkFault) {
    if let digit = Hex.value(of: byte) {
      if state == .sizeStart { size = 0 }
      // Leading zeros count as well: a size never needs more digits than a word has.
      guard digitsCount < 16, size <= limits.chunkBytesMax >> 4 else { throw .sizeTooLarge }
      size = size << 4 | Int(digit)
      guard size <= limits.chunkBytesMax else { throw .sizeTooLarge }
      digitsCount += 1
      state = .size
      return
    }
    guard state == .size else { throw byte == 0x0A ? .bareLineFeed : .invalidSize }
    switch byte {
    case UInt8(ascii: ";"): state = .extensionName
    case 0x0D: state = .sizeLineFeed
    case 0x0A: throw .bareLineFeed
    default: throw .invalidSize
    }
  }

  func expect(_ wanted: UInt8, _ byte: UInt8) throws(ChunkFault) {
    guard byte == wanted else { throw .bareCarriageReturn }
  }
}
