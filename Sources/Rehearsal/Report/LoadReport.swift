import Primitives

/// All that a run has to say.
struct LoadReport {
  var url: String
  var event: String
  var room: String
  var users: Int
  var robotsPerMillion: Int
  var spike: Duration
  var seed: UInt64
  var processes: Int
  var ranFor: Duration
  /// Why the run ended before everybody had finished, if it did.
  var cutShort: String?
  /// What went wrong with processes of the crowd itself.
  var processFailures: [String]
  /// The rate that was set, in millionths, as the room last said.
  var rateMicro: Int64
  /// By the room's own count, while people waited.
  var roomAdmittedPerSecond: Double?
  var admission: AdmissionCheck.Result?
  var ledger: RunLedger
  /// Every promise seen broken, by one visitor or by all together.
  var broken: BrokenPromises

  var rate: Double { Double(rateMicro) / 1e6 }

  /// 1 when a promise was broken, or the driver itself failed so that nothing is proven; 3 when nobody got any answer.
  var exitCode: Int32 {
    if !broken.isEmpty { return 1 }
    if ledger[.requests] > 0 && ledger[.responses] == 0 { return 3 }
    return processFailures.isEmpty ? 0 : 1
  }
}
