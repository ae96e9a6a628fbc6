public import Postgres
internal import Primitives

/// What became of a wish of the house.
public enum HouseOutcome: Sendable, Equatable {
  /// So many places moved; those that were so already did not.
  case done(moved: Int)
  case unknownEvent
  /// Seats were named where places are counted, or the other way round.
  case wrongAdmission
  case unknownSeats([String])
  /// They are held or sold, or another allotment's.
  case seatsUnavailable([String])
  /// There are not so many places.
  case tooFew
}

/// Places that the house keeps back from sale under the name of an allotment: for the command line.
public enum HouseStock {
  /// What is moved: named seats, so many places of general admission, or (only when offered) all that the allotment has.
  public enum Wish: Sendable {
    case seats([String])
    case places(Int)
    case all
  }

  /// Keeps places back, all or none of them.
  public static func withhold(
    _ wish: Wish, of event: String, for allotment: String, on session: PostgresSession
  ) throws(StoreFault) -> HouseOutcome {
    try run(withholdStatement, wish, event, allotment, session)
  }

  /// Puts an allotment's places on sale, all or none of them.
  public static func offer(
    _ wish: Wish, of event: String, from allotment: String, on session: PostgresSession
  ) throws(StoreFault) -> HouseOutcome {
    try run(offerStatement, wish, event, allotment, session)
  }

  private static func run(
    _ statement: PostgresStatement, _ wish: Wish, _ event: String, _ allotment: String, _ session: PostgresSession
  ) throws(StoreFault) -> HouseOutcome {
    var (seats, places) = (PostgresParameter.null, PostgresParameter.null)
    switch wish {
    case .seats(let names): seats = .texts(names)
    case .places(let count): places = .int(count)
    case .all: break
    }
    do {
      return outcome(try session.query(statement, [.text(event), .text(allotment), seats, places])[0])
    } catch {
      throw StoreFault(error)
    }
  }

  private static func outcome(_ row: PostgresRow) -> HouseOutcome {
    let seats = (row.stringOrNil(2).flatMap { try? JSONReader.parse($0) }?.arrayValue ?? []).compactMap(\.stringValue)
    switch row.string(0) {
    case "done": return .done(moved: row.int(1))
    case "unknown_event": return .unknownEvent
    case "wrong_admission": return .wrongAdmission
    case "unknown_seat": return .unknownSeats(seats)
    case "seat_unavailable": return .seatsUnavailable(seats)
    case "no_block": return .tooFew
    default: preconditionFailure("a move of the house's stock answered \(row.string(0))")
    }
  }

  private static let withholdStatement = PostgresStatement(
    "booking_withhold", [.text, .text, .texts, .int],
    "SELECT outcome, moved, detail FROM stock_withhold($1, $2, $3, $4::integer)")
  private static let offerStatement = PostgresStatement(
    "booking_offer", [.text, .text, .texts, .int],
    "SELECT outcome, moved, detail FROM stock_offer($1, $2, $3, $4::integer)")
}
