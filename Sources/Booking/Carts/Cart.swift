/// One wish to hold: all of it or nothing.
public struct Cart: Sendable, Equatable {
  public enum Wish: Sendable, Equatable {
    /// These seats and no others; no name twice.
    case seats([String])
    /// Seats that were chosen for the buyer: if they are gone, others would do.
    case block([String])
    /// So many places of general admission.
    case places(Int)
    /// So many seats, but none were found: refused as that, unless the pass, its key or what its user holds already answers.
    case nothingFound(Int, refusal: HoldOutcome)
  }

  /// The id of the hold, if it comes to one.
  public var id: RecordID
  public var event: String
  public var user: String
  /// The pass's `jti`, and the room it is for.
  public var pass: String
  public var room: String
  public var wish: Wish
  public var request: RequestKey?

  public init(
    id: RecordID, event: String, user: String, pass: String, room: String, wish: Wish, request: RequestKey? = nil
  ) {
    self.id = id
    self.event = event
    self.user = user
    self.pass = pass
    self.room = room
    self.wish = wish
    self.request = request
  }

  public var seats: [String] {
    switch wish {
    case .seats(let seats), .block(let seats): seats
    case .places, .nothingFound: []
    }
  }

  public var quantity: Int {
    switch wish {
    case .seats(let seats), .block(let seats): seats.count
    case .places(let count), .nothingFound(let count, _): count
    }
  }
}
