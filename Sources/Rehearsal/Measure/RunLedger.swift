import Primitives
import WaitingRoom

/// All that one process of the crowd has seen. Processes' ledgers add up to the run's. Owner: one loop.
final class RunLedger {
  struct Sale: Equatable {
    let hold: String
    let seats: [String]
  }

  private var counters = [Int](repeating: 0, count: Counter.allCases.count)
  private(set) var ends: [VisitorEnd: Int] = [:]
  /// By status and code, as in `409 seat_unavailable`.
  private(set) var refusals: [String: Int] = [:]
  /// Requests that got no response, by kind of fault.
  private(set) var errors: [String: Int] = [:]
  private(set) var latencies: [Measure: LatencyHistogram] = [:]
  /// From the answer to joining to the first word that the turn had come.
  private(set) var waits = LatencyHistogram()
  var broken = BrokenPromises()
  private(set) var turns: [TurnRecord] = []
  private(set) var passIDs: [String] = []
  private(set) var sales: [Sale] = []
  /// The highest rate that any answer named, in millionths.
  private(set) var rateMicroMax: Int64 = 0
  private(set) var epochs: Set<Int> = []

  subscript(_ counter: Counter) -> Int { counters[RunLedger.place(counter)] }

  func count(_ counter: Counter, by amount: Int = 1) { counters[RunLedger.place(counter)] += amount }

  func ended(_ end: VisitorEnd, by amount: Int = 1) { ends[end, default: 0] += amount }

  func refused(_ name: String, by amount: Int = 1) { refusals[name, default: 0] += amount }

  func failed(_ name: String, by amount: Int = 1) { errors[name, default: 0] += amount }

  func measured(_ measure: Measure, _ duration: Duration) {
    latencies[measure, default: LatencyHistogram()].record(duration)
  }

  func add(_ histogram: LatencyHistogram, to measure: Measure) {
    latencies[measure, default: LatencyHistogram()].add(histogram)
  }

  func waited(_ duration: Duration) { waits.record(duration) }

  func addWaits(_ histogram: LatencyHistogram) { waits.add(histogram) }

  func turned(_ turn: TurnRecord) { turns.append(turn) }

  func gotPass(_ id: String) { passIDs.append(id) }

  func sold(_ sale: Sale) { sales.append(sale) }

  func sawRate(_ micro: Int64) { rateMicroMax = max(rateMicroMax, micro) }

  func sawEpoch(_ epoch: Int) { epochs.insert(epoch) }

  private static func place(_ counter: Counter) -> Int { counterPlaces[counter] ?? 0 }

  private static let counterPlaces = Dictionary(
    uniqueKeysWithValues: Counter.allCases.enumerated().map { ($0.element, $0.offset) })
}
