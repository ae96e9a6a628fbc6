/// Every promise that was seen broken: how often, and the first few times in words.
struct BrokenPromises: Equatable {
  struct Record: Equatable {
    var count = 0
    var examples: [String] = []
  }

  /// How many examples of each are kept.
  static let examplesMax = 5

  private(set) var records: [Promise: Record] = [:]

  var isEmpty: Bool { records.isEmpty }

  mutating func note(_ promise: Promise, _ example: String) { note(promise, count: 1, [example]) }

  mutating func note(_ promise: Promise, count: Int, _ examples: [String]) {
    var record = records[promise] ?? Record()
    record.count += count
    record.examples += examples.prefix(BrokenPromises.examplesMax - record.examples.count)
    records[promise] = record
  }

  mutating func add(_ other: BrokenPromises) {
    for (promise, record) in other.records { note(promise, count: record.count, record.examples) }
  }
}
