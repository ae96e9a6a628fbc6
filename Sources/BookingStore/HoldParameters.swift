internal import Booking
internal import Postgres

/// Carts as the parallel arrays of `hold_batch`.
enum HoldParameters {
  static func make(_ carts: [Cart], _ options: BookingStoreOptions) -> [PostgresParameter] {
    var itemCarts: [Int?] = []
    var itemSeats: [String?] = []
    for (index, cart) in carts.enumerated() {
      for seat in cart.seats {
        itemCarts.append(index + 1)
        itemSeats.append(seat)
      }
    }
    return [
      .texts(carts.map(\.id.description)), .texts(carts.map(\.event)), .texts(carts.map(\.user)),
      .texts(carts.map(\.pass)), .texts(carts.map(\.room)), .texts(carts.map { kind(of: $0.wish) }),
      .ints(carts.map(\.quantity)), .byteStrings(carts.map { $0.request?.key }),
      .byteStrings(carts.map { $0.request?.fingerprint }), .ints(itemCarts), .texts(itemSeats),
      .int(options.holdSeconds), .int(options.holdSecondsMax), .int(options.paymentSeconds),
      .int(options.seatsPerOrderMax), .int(options.seatsPerUserMax), .bool(options.areHoldsDurable),
    ]
  }

  private static func kind(of wish: Cart.Wish) -> String {
    switch wish {
    case .seats: "seats"
    case .block: "best"
    case .places: "places"
    case .nothingFound(_, let refusal): refusal.rawValue
    }
  }
}
