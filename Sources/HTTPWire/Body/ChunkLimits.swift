/// What chunked coding may cost besides the body itself.
public struct ChunkLimits: Sendable {
  /// The size one chunk may name.
  public var chunkBytesMax: Int
  /// Extension bytes a chunk.
  public var extensionBytesMax: Int
  /// Bytes of all trailer lines.
  public var trailerBytesMax: Int
  public var trailersMax: Int

  public init(
    chunkBytesMax: Int = 1 << 40, extensionBytesMax: Int = 256, trailerBytesMax: Int = 4_096, trailersMax: Int = 32
  ) {
    precondition(chunkBytesMax > 0 && chunkBytesMax <= 1 << 56, "a chunk's size must fit a word with room to spare")
    self.chunkBytesMax = chunkBytesMax
    self.extensionBytesMax = extensionBytesMax
    self.trailerBytesMax = trailerBytesMax
    self.trailersMax = trailersMax
  }
}
