import Primitives

extension JSONWriter {
  /// A rate that is kept in millionths, written as the decimal it is: `0.5`, `200`.
  mutating func rate(micro: Int) {
    if micro % 1_000_000 == 0 { value(micro / 1_000_000) } else { value(Double(micro) / 1_000_000) }
  }

  mutating func stock(_ stock: TicketStatus.Stock?) {
    guard let stock else { return nullField("stock") }
    key("stock")
    beginObject()
    field("free", stock.free)
    field("held", stock.held)
    endObject()
  }
}
