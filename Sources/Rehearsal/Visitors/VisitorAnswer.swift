import Primitives
import WaitingRoom

/// What came of a request.
enum VisitorAnswer: Equatable {
  case response(VisitorResponse)
  /// No response, and why.
  case failed(String)
}

struct VisitorResponse: Equatable {
  var status: Int
  /// The `code` of a problem document.
  var code: String?
  var retryAfterSeconds: Int?
  var document = AnswerDocument.none

  var isSuccess: Bool { (200..<300).contains(status) }

  /// As reports name it: `409 seat_unavailable`.
  var name: String { code.map { "\(status) \($0)" } ?? "\(status)" }
}

/// The body of a good answer, read as what the request asked for.
enum AnswerDocument: Equatable {
  case none
  case place(PlaceDocument)
  case pass(PassDocument)
  case availability(AvailabilityDocument)
  case hold(HoldDocument)
  /// It isn't what it should be, and why.
  case unreadable(String)
}

/// Where a ticket stands.
struct PlaceDocument: Equatable {
  var state: String
  var epoch: Int
  var ticketID: String
  var orderKey: OrderKey
  var position: Int?
  /// How long the wait may be, as it was told.
  var estimate: ToldEstimate?
  var pollAfterMilliseconds: Int
  var rateMicro: Int64?
  var expiresAt: WallInstant?
  var updatedAt: WallInstant
}

/// Half of all waits should be shorter than `p50Seconds`, nine in ten than `p90Seconds`.
struct ToldEstimate: Equatable {
  var p50Seconds: Int
  var p90Seconds: Int
}

struct PassDocument: Equatable {
  var pass: String
  var id: String
}

struct AvailabilityDocument: Equatable {
  /// As it was sent; nil for general admission.
  var seats: [UInt8]?
  var free: Int

  /// A letter a seat: A, H or S. Sent either so, or packed as two bits a seat (lowest first) in base64url; nil if the text is
  /// neither for that many seats.
  func letters(count: Int) -> [UInt8]? {
    guard let seats else { return nil }
    if seats.count == count { return seats }
    let packed = seats.withUnsafeBytes { Base64URL.decode(ByteView($0)) }
    guard let packed, packed.count == (count + 3) / 4 else { return nil }
    return (0..<count).map { AvailabilityDocument.states[Int(packed[$0 / 4] >> UInt8(2 * ($0 % 4))) & 3] }
  }

  private static let states = Array("AHS?".utf8)
}

struct HoldDocument: Equatable {
  var id: String
  var status: String
  /// Empty for general admission.
  var seats: [String]
  var count: Int
}
