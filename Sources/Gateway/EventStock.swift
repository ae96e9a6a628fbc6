import Primitives

/// How much of an event is left, as the booking core read it at one moment.
struct EventStock: Equatable {
  let asOf: WallInstant
  let free: Int
  /// In baskets, payments under way included.
  let held: Int
  let sold: Int

  init(asOf: WallInstant, free: Int, held: Int, sold: Int) {
    self.asOf = asOf
    self.free = free
    self.held = held
    self.sold = sold
  }

  init(_ fields: inout JSONFields) throws(JSONFieldFault) {
    let range = 0...Int(Int32.max)
    let inPayment = try fields.integer("in_payment", in: range)
    self.init(
      asOf: try fields.instant("as_of"), free: try fields.integer("free", in: range),
      held: try fields.integer("held", in: range) + inPayment,
      sold: max(0, try fields.integer("sold", in: range) - inPayment))
  }

  /// Nothing is left and nothing can come back but by a refund.
  var isSoldOut: Bool { free == 0 && held == 0 && sold > 0 }

  var shown: TicketStatus.Stock { TicketStatus.Stock(free: free, held: held) }
}
