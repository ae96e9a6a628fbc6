/// What somebody would like to hold.
enum HoldWish: Equatable {
  case seats([String])
  case best(Int)
  case places(Int)

  var count: Int {
    switch self {
    case .seats(let seats): seats.count
    case .best(let count), .places(let count): count
    }
  }
}
