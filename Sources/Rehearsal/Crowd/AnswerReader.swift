import HTTP
import HTTPWire
import Primitives
import WaitingRoom

/// Reads a response as what its request asked for.
enum AnswerReader {
  /// Availability of a large hall is the longest document there is.
  private static let limits = JSONLimits(bytes: 4 << 20, depth: 16, values: 65_536)

  static func read(_ response: HTTPClientResponse, to request: VisitorRequest) -> VisitorResponse {
    var read = VisitorResponse(status: response.status)
    read.retryAfterSeconds = response.head.first("retry-after")?.decimal()
    guard !response.body.isEmpty else {
      read.document = missing(read, expects(request))
      return read
    }
    guard read.isSuccess else {
      readProblem(response, into: &read)
      return read
    }
    guard expects(request) != .nothing else { return read }
    do throws(JSONFault) {
      let value = try JSONReader.parse(response.body, limits: limits)
      guard let object = value.objectValue else {
        read.document = .unreadable("not an object")
        return read
      }
      read.document = document(object, expects(request))
    } catch {
      read.document = .unreadable("not JSON: \(error)")
    }
    return read
  }

  private enum Expected { case nothing, place, pass, availability, hold }

  private static func expects(_ request: VisitorRequest) -> Expected {
    switch request {
    case .probe, .claimWithoutTicket, .leaveLine, .holdForged, .giveBack: .nothing
    case .join, .joinAnew, .poll: .place
    case .claim: .pass
    case .look: .availability
    case .hold, .pay, .read: .hold
    }
  }

  private static func missing(_ read: VisitorResponse, _ expected: Expected) -> AnswerDocument {
    if read.status >= 400 { return .unreadable("a refusal without a problem document") }
    return read.isSuccess && expected != .nothing ? .unreadable("no body") : .none
  }

  private static func readProblem(_ response: HTTPClientResponse, into read: inout VisitorResponse) {
    let type = response.head.first("content-type")
    guard type.map({ MediaType.matches($0, Problem.contentType) }) == true else {
      read.document = .unreadable("a refusal that is no problem document")
      return
    }
    guard let object = try? JSONReader.parse(response.body).objectValue, let code = object["code"]?.stringValue,
      object["status"]?.integerValue == response.status
    else {
      read.document = .unreadable("a problem document without its code or with another status")
      return
    }
    read.code = code
  }

  private static func document(_ object: JSONObject, _ expected: Expected) -> AnswerDocument {
    let document: AnswerDocument?
    switch expected {
    case .nothing: document = AnswerDocument.none
    case .place: document = place(object).map { .place($0) }
    case .pass: document = pass(object).map { .pass($0) }
    case .availability: document = availability(object).map { .availability($0) }
    case .hold: document = hold(object).map { .hold($0) }
    }
    return document ?? .unreadable("a field is missing or of another type")
  }

  private static func place(_ object: JSONObject) -> PlaceDocument? {
    guard let state = object["state"]?.stringValue, let epoch = object["epoch"]?.integerValue,
      let ticket = object["ticket_id"]?.stringValue,
      let key = object["order_key"]?.stringValue.flatMap({ OrderKey($0) }),
      let poll = object["poll_after_ms"]?.integerValue, let updated = instant(object["updated_at"]),
      let position = object["position"]
    else { return nil }
    return PlaceDocument(
      state: state, epoch: epoch, ticketID: ticket, orderKey: key, position: position.integerValue,
      estimate: object["eta_seconds"]?.objectValue.flatMap(estimate), pollAfterMilliseconds: poll,
      rateMicro: object["admit_rate"]?.numberValue?.fixedPoint(places: 6),
      expiresAt: instant(object["expires_at"]), updatedAt: updated)
  }

  private static func estimate(_ object: JSONObject) -> ToldEstimate? {
    guard let middle = object["p50"]?.integerValue, let long = object["p90"]?.integerValue else { return nil }
    return ToldEstimate(p50Seconds: middle, p90Seconds: long)
  }

  private static func pass(_ object: JSONObject) -> PassDocument? {
    guard let pass = object["pass"]?.stringValue, let id = object["jti"]?.stringValue,
      instant(object["expires_at"]) != nil
    else { return nil }
    return PassDocument(pass: pass, id: id)
  }

  private static func availability(_ object: JSONObject) -> AvailabilityDocument? {
    guard let free = object["free"]?.integerValue, let seats = object["seats"] else { return nil }
    return AvailabilityDocument(seats: seats.stringValue.map { Array($0.utf8) }, free: free)
  }

  private static func hold(_ object: JSONObject) -> HoldDocument? {
    guard let id = object["hold_id"]?.stringValue, let status = object["status"]?.stringValue,
      let items = object["items"]?.arrayValue
    else { return nil }
    let seats = items.compactMap { $0.objectValue?["seat_id"]?.stringValue }
    let places = items.compactMap { $0.objectValue?["quantity"]?.integerValue }.reduce(0, +)
    return HoldDocument(id: id, status: status, seats: seats.sorted(), count: seats.count + places)
  }

  private static func instant(_ value: JSONValue?) -> WallInstant? {
    value?.stringValue.flatMap { WallInstant(rfc3339: $0) }
  }
}
