/// Why a chunked body was refused. What follows on the connection can't be trusted: answer, then close.
public enum ChunkFault: String, Error, Equatable, Sendable, CaseIterable, CustomStringConvertible {
  case invalidSize = "a chunk must begin with its size in hexadecimal"
  case sizeTooLarge = "a chunk's size is larger than this server takes"
  case invalidExtension = "a chunk extension is malformed"
  case extensionTooLong = "a chunk extension is longer than this server takes"
  case dataNotEnded = "a chunk's data must be followed by CR LF"
  case bareLineFeed = "lines must end with CR LF, not LF alone"
  case bareCarriageReturn = "CR may only stand before LF"
  case invalidTrailer = "a trailer line is malformed"
  case trailerTooLong = "the trailer section is longer than this server takes"

  /// What a server answers.
  public var status: Int { self == .sizeTooLarge ? 413 : 400 }

  public var description: String { rawValue }
}
