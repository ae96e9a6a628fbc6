import Primitives
import WaitingRoom

extension LedgerLines {
  struct Malformed: Error, Equatable {
    let line: String
  }

  /// Adds what a line says to `ledger`; false if the line is of another type.
  static func read(_ object: JSONObject, into ledger: RunLedger) throws(Malformed) -> Bool {
    let isUnderstood: Bool?
    switch object["type"]?.stringValue {
    case "summary": isUnderstood = readSummary(object, ledger)
    case "latency": isUnderstood = readLatency(object, ledger)
    case "turns": isUnderstood = readRecords(object) { readTurn($0, ledger) }
    case "passes":
      isUnderstood = readRecords(object) { record in record.stringValue.map(ledger.gotPass) != nil }
    case "sales": isUnderstood = readRecords(object) { readSale($0, ledger) }
    default: isUnderstood = nil
    }
    guard let isUnderstood else { return false }
    guard isUnderstood else { throw Malformed(line: object["type"]?.stringValue ?? "") }
    return true
  }

  private static func readRecords(_ object: JSONObject, _ read: (JSONValue) -> Bool) -> Bool {
    guard let records = object["records"]?.arrayValue else { return false }
    return records.allSatisfy(read)
  }

  private static func readLatency(_ object: JSONObject, _ ledger: RunLedger) -> Bool {
    guard let measure = object["measure"]?.stringValue.flatMap(Measure.init), let value = object["histogram"],
      let histogram = LatencyHistogram(value)
    else { return false }
    ledger.add(histogram, to: measure)
    return true
  }

  private static func readTurn(_ record: JSONValue, _ ledger: RunLedger) -> Bool {
    guard let parts = record.arrayValue, parts.count == 4, let key = parts[0].stringValue.flatMap({ OrderKey($0) })
    else { return false }
    func instant(_ value: JSONValue) -> WallInstant? {
      value.integerValue.map { WallInstant(milliseconds: Int64($0)) }
    }
    ledger.turned(
      TurnRecord(
        key: key, lastWaitingAt: instant(parts[1]), firstAdmittedAt: instant(parts[2]), claimUntil: instant(parts[3])))
    return true
  }

  private static func readSale(_ record: JSONValue, _ ledger: RunLedger) -> Bool {
    guard let parts = record.arrayValue?.map(\.stringValue), let hold = parts.first ?? nil else { return false }
    ledger.sold(RunLedger.Sale(hold: hold, seats: parts.dropFirst().compactMap(\.self)))
    return true
  }

  private static func readSummary(_ object: JSONObject, _ ledger: RunLedger) -> Bool {
    func add(_ body: () -> Void) -> Bool {
      body()
      return true
    }
    func table(_ name: String, _ add: (String, Int) -> Bool) -> Bool {
      guard let fields = object[name]?.objectValue?.fields else { return false }
      return fields.allSatisfy { field in field.value.integerValue.map { add(field.name, $0) } ?? false }
    }
    guard
      table("counters", { name, amount in Counter(rawValue: name).map { ledger.count($0, by: amount) } != nil }),
      table("ends", { name, amount in VisitorEnd(rawValue: name).map { ledger.ended($0, by: amount) } != nil }),
      table("refusals", { name, amount in add { ledger.refused(name, by: amount) } }),
      table("errors", { name, amount in add { ledger.failed(name, by: amount) } }),
      let waits = object["waits"].flatMap({ LatencyHistogram($0) }), let epochs = object["epochs"]?.arrayValue,
      let rate = object["rate_micro_max"]?.integerValue, let broken = object["broken"]?.objectValue
    else { return false }
    ledger.addWaits(waits)
    ledger.sawRate(Int64(rate))
    for epoch in epochs.compactMap(\.integerValue) { ledger.sawEpoch(epoch) }
    return broken.fields.allSatisfy { field in
      guard let promise = Promise(rawValue: field.name), let parts = field.value.arrayValue,
        let count = parts.first?.integerValue
      else { return false }
      ledger.broken.note(promise, count: count, parts.dropFirst().compactMap(\.stringValue))
      return true
    }
  }
}
