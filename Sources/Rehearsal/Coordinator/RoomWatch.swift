import EventLoop
import HTTP
import HTTPWire
import Primitives

/// Reads the room's public state once a second: the other side of what the crowd sees. Owner: one loop.
final class RoomWatch {
  struct Sample: Equatable {
    var at: WallInstant
    var admittedTotal: Int
    var queueLength: Int
  }

  private let client: HTTPClient
  private let connection: HTTPClientConnection
  private let target: [UInt8]
  private let host: [UInt8]
  private var timer: LoopTimer?
  private(set) var samples: [Sample] = []
  /// In millionths, as the room last said.
  private(set) var rateMicro: Int64 = 0
  private(set) var rateMicroMax: Int64 = 0
  private(set) var epochs: Set<Int> = []
  private(set) var isPaused = false

  init(loop: Loop, address: SaleAddress, room: String) {
    client = HTTPClient(loop: loop, endpoint: address.endpoint)
    connection = client.makeConnection()
    target = Array("/waiting-room/\(room)/status".utf8)
    host = Array(address.host.utf8)
  }

  /// Asks once; `then` gets what is wrong, or nil.
  func ask(_ then: @escaping (String?) -> Void) {
    target.withUnsafeBytes { target in
      host.withUnsafeBytes { host in
        connection.request(
          .get, target: ByteView(target), host: ByteView(host),
          headers: { $0.field("Accept", "application/json" as StaticString) }
        ) { [weak self] result in
          guard let self else { return }
          switch result {
          case .failure(let fault): then("\(fault)")
          case .success(let response): then(take(response))
          }
        }
      }
    }
  }

  /// Asks every second from now on; seconds without an answer leave no sample.
  func start(loop: Loop) {
    timer = loop.addTimer(after: .seconds(1), repeat: .seconds(1)) { [unowned self] in
      if !connection.isBusy { ask { _ in } }
    }
  }

  func close() {
    timer?.cancel()
    connection.close()
    client.close()
  }

  private func take(_ response: HTTPClientResponse) -> String? {
    guard response.status == 200 else { return "answered \(response.status)" }
    guard let object = (try? JSONReader.parse(response.body))?.objectValue, let epoch = object["epoch"]?.integerValue,
      let rate = object["admit_rate"]?.numberValue?.fixedPoint(places: 6)
    else { return "the answer is no state of a room" }
    epochs.insert(epoch)
    rateMicro = rate
    rateMicroMax = max(rateMicroMax, rate)
    isPaused = object["paused"]?.boolValue ?? false
    if let at = object["updated_at"]?.stringValue.flatMap({ WallInstant(rfc3339: $0) }),
      let admitted = object["admitted_total"]?.integerValue, let queue = object["queue_length"]?.integerValue,
      samples.last?.at != at
    {
      samples.append(Sample(at: at, admittedTotal: admitted, queueLength: queue))
    }
    return nil
  }

  /// Admitted a second by the room's own count, over the time in which more waited than a second lets in.
  var admittedPerSecond: Double? { RoomWatch.admittedPerSecond(samples, rateMicro: rateMicroMax) }

  static func admittedPerSecond(_ samples: [Sample], rateMicro: Int64) -> Double? {
    var admitted = 0
    var microseconds: Int64 = 0
    for (before, after) in zip(samples, samples.dropFirst()) {
      let crowded = min(before.queueLength, after.queueLength)
      // A count that went back is of another epoch.
      guard Int64(crowded) * 1_000_000 > rateMicro, after.admittedTotal >= before.admittedTotal else { continue }
      admitted += after.admittedTotal - before.admittedTotal
      microseconds += after.at - before.at
    }
    return microseconds > 0 ? Double(admitted) * 1e6 / Double(microseconds) : nil
  }
}
