import Primitives

/// What a process of the crowd says of itself twice a second.
struct CrowdProgress: Equatable {
  var arrived = 0
  var present = 0
  var joined = 0
  var admitted = 0
  var held = 0
  var confirmed = 0
  var refused = 0
  var failed = 0
  var broken = 0

  init() {}

  init(_ crowd: Crowd) {
    let ledger = crowd.ledger
    arrived = crowd.arrived
    present = crowd.present
    joined = ledger[.joins] + ledger[.joinsKnown]
    admitted = ledger[.admitted]
    held = ledger[.holdsWon]
    confirmed = ledger[.confirmed]
    refused = ledger.refusals.values.reduce(0, +)
    failed = ledger.errors.values.reduce(0, +)
    broken = ledger.broken.records.values.reduce(0) { $0 + $1.count }
  }

  static func + (left: CrowdProgress, right: CrowdProgress) -> CrowdProgress {
    var sum = left
    for field in fields { sum[keyPath: field.path] += right[keyPath: field.path] }
    return sum
  }

  func write(to writer: inout JSONWriter) {
    writer.field("type", "progress" as StaticString)
    for field in CrowdProgress.fields {
      writer.key(field.name)
      writer.value(self[keyPath: field.path])
    }
  }

  init?(_ object: JSONObject) {
    for field in CrowdProgress.fields {
      guard let value = object[field.name]?.integerValue else { return nil }
      self[keyPath: field.path] = value
    }
  }

  private static var fields: [(name: String, path: WritableKeyPath<CrowdProgress, Int>)] {
    [
      ("arrived", \.arrived), ("present", \.present), ("joined", \.joined), ("admitted", \.admitted), ("held", \.held),
      ("confirmed", \.confirmed), ("refused", \.refused), ("failed", \.failed), ("broken", \.broken),
    ]
  }
}
