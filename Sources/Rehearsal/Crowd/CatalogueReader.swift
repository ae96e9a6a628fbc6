import EventLoop
import HTTP
import HTTPWire
import Primitives

/// Fetches what a crowd has to know of an event before it comes: the names of its seats, in their order, and how many an order
/// may have.
enum CatalogueReader {
  struct Fault: Error, Equatable {
    let why: String
  }

  /// A hall of a hundred thousand seats, with a hundred bytes each.
  private static let limits = JSONLimits(bytes: 32 << 20, depth: 8, values: 2_000_000)

  static func read(
    loop: Loop, endpoint: Endpoint, host: String, event: String,
    _ then: @escaping (Result<SeatCatalogue, Fault>) -> Void
  ) {
    let client = HTTPClient(loop: loop, endpoint: endpoint, bodyBytesMax: limits.bytes)
    let connection = client.makeConnection()
    func finish(_ result: Result<SeatCatalogue, Fault>) {
      connection.close()
      client.close()
      then(result)
    }
    get(connection, "/events/\(event)", host) { result in
      switch result.flatMap({ seatsPerOrder($0) }) {
      case .failure(let fault): finish(.failure(fault))
      case .success(let most):
        get(connection, "/events/\(event)/seats", host) { result in
          finish(result.flatMap { seats($0) }.map { SeatCatalogue(seats: $0, seatsPerOrderMax: most) })
        }
      }
    }
  }

  private static func get(
    _ connection: HTTPClientConnection, _ target: String, _ host: String,
    _ then: @escaping (Result<JSONObject, Fault>) -> Void
  ) {
    let targetBytes = Array(target.utf8)
    let hostBytes = Array(host.utf8)
    targetBytes.withUnsafeBytes { target in
      hostBytes.withUnsafeBytes { host in
        connection.request(
          .get, target: ByteView(target), host: ByteView(host),
          headers: { $0.field("Accept", "application/json" as StaticString) }
        ) { then($0.mapError { Fault(why: "\($0)") }.flatMap { object($0) }) }
      }
    }
  }

  private static func object(_ response: HTTPClientResponse) -> Result<JSONObject, Fault> {
    guard response.status == 200 else { return .failure(Fault(why: "answered \(response.status)")) }
    do throws(JSONFault) {
      guard let object = try JSONReader.parse(response.body, limits: limits).objectValue else {
        return .failure(Fault(why: "the answer is no object"))
      }
      return .success(object)
    } catch {
      return .failure(Fault(why: "the answer is no JSON: \(error)"))
    }
  }

  private static func seatsPerOrder(_ event: JSONObject) -> Result<Int, Fault> {
    guard let most = event["seats_per_order_max"]?.integerValue else {
      return .failure(Fault(why: "seats_per_order_max is missing"))
    }
    return .success(most)
  }

  private static func seats(_ document: JSONObject) -> Result<[String], Fault> {
    guard let seats = document["seats"]?.arrayValue else { return .failure(Fault(why: "seats is missing")) }
    let names = seats.compactMap { $0.objectValue?["seat_id"]?.stringValue }
    return names.count == seats.count ? .success(names) : .failure(Fault(why: "a seat has no seat_id"))
  }
}
