import Primitives

/// How long things took, in microseconds, in buckets that grow with the value: each power of two is divided into 32, so a
/// percentile is off by at most 3 %. Histograms of several processes add up exactly.
struct LatencyHistogram: Equatable {
  private static let subBits = 5
  private static let subCount = 1 << subBits
  /// Values up to 2^36 microseconds, 19 hours; longer ones count as that.
  private static let bucketsCount = (36 - subBits + 2) * subCount

  private var buckets = [Int](repeating: 0, count: LatencyHistogram.bucketsCount)
  private(set) var count = 0
  private(set) var maximum = 0

  mutating func record(_ duration: Duration) { record(microseconds: Int(duration.microseconds)) }

  mutating func record(microseconds: Int) {
    let value = max(0, microseconds)
    buckets[LatencyHistogram.bucket(of: value)] += 1
    count += 1
    maximum = max(maximum, value)
  }

  mutating func add(_ other: LatencyHistogram) {
    for index in buckets.indices { buckets[index] += other.buckets[index] }
    count += other.count
    maximum = max(maximum, other.maximum)
  }

  /// The value that `share` (0...1) of all values do not exceed, in microseconds: its bucket's upper end. Nil if there are none.
  func percentile(_ share: Double) -> Int? {
    guard count > 0 else { return nil }
    let wanted = max(1, Int((share * Double(count)).rounded(.up)))
    var seen = 0
    for (index, bucket) in buckets.enumerated() {
      seen += bucket
      if seen >= wanted { return min(LatencyHistogram.upperEnd(of: index), maximum) }
    }
    return maximum
  }

  /// Values below 32 have a bucket each; above, the highest set bit and the five bits behind it name one.
  static func bucket(of value: Int) -> Int {
    guard value >= subCount else { return value }
    let shift = Int.bitWidth - value.leadingZeroBitCount - subBits - 1
    return min((shift + 1) * subCount + (value >> shift) - subCount, bucketsCount - 1)
  }

  static func upperEnd(of bucket: Int) -> Int {
    guard bucket >= subCount else { return bucket }
    let shift = bucket / subCount - 1
    return ((bucket % subCount + subCount + 1) << shift) - 1
  }
}

extension LatencyHistogram {
  /// As a list of bucket, count, bucket, count, … behind the maximum.
  func write(to writer: inout JSONWriter) {
    writer.beginArray()
    writer.value(maximum)
    for (index, bucket) in buckets.enumerated() where bucket > 0 {
      writer.value(index)
      writer.value(bucket)
    }
    writer.endArray()
  }

  init?(_ value: JSONValue) {
    guard let numbers = value.arrayValue?.map(\.integerValue), numbers.count % 2 == 1, let maximum = numbers[0] else {
      return nil
    }
    for place in stride(from: 1, to: numbers.count, by: 2) {
      guard let index = numbers[place], let amount = numbers[place + 1], buckets.indices.contains(index), amount > 0
      else { return nil }
      buckets[index] += amount
      count += amount
    }
    self.maximum = maximum
  }
}
