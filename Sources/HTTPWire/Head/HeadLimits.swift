/// How long a message's head may be. Past a bound the parser refuses with the status that names it.
public struct HeadLimits: Sendable {
  /// Start line and all header lines, with the empty line that ends them; past it 431.
  public var headBytesMax: Int
  /// Header lines; past it 431.
  public var headersMax: Int
  /// One header's name; past it 431.
  public var headerNameBytesMax: Int
  /// The request target; past it 414.
  public var targetBytesMax: Int

  public init(
    headBytesMax: Int = 16_384, headersMax: Int = 100, headerNameBytesMax: Int = 256, targetBytesMax: Int = 8_192
  ) {
    precondition(headBytesMax > 0 && headBytesMax <= 1 << 24, "a head is limited to 16 MiB")
    precondition(headersMax > 0 && headerNameBytesMax > 0 && targetBytesMax > 0, "limits of nothing let nobody in")
    self.headBytesMax = headBytesMax
    self.headersMax = headersMax
    self.headerNameBytesMax = headerNameBytesMax
    self.targetBytesMax = targetBytesMax
  }
}
