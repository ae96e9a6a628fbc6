/// What a page that may be cached says of stock: coarse, so that it isn't wrong a moment later.
public enum StockHint: Sendable, CaseIterable {
  case plenty
  case few
  case soldOut
  case unknown

  /// The hint for counted stock: few is less than a tenth.
  public init(available: Int, total: Int) {
    if available <= 0 {
      self = .soldOut
    } else {
      self = available * 10 < total ? .few : .plenty
    }
  }
}
