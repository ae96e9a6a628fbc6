public import Primitives

/// Gathers what a room's figures say second by second, and tells how admission really goes (`MeasuredPace`).
///
/// Only time counts in which enough people waited for every turn that fell due, and could have been admitted: an empty, paused
/// or recovering room says nothing of how fast its line moves, nor does one that lets everybody in as they come.
public struct PaceHistory {
  /// A room's figures at one moment. Counters are those of the epoch.
  public struct Sample: Equatable, Sendable {
    public var at: WallInstant
    public var epoch: Int
    public var waiting: Int
    public var popped: Int
    public var admitted: Int
    public var admittedOwed: Int
    public var owed: Int
    /// Open, not paused and not recovering.
    public var admits: Bool
    public var rateMicro: Int

    public init(
      at: WallInstant, epoch: Int, waiting: Int, popped: Int, admitted: Int, admittedOwed: Int, owed: Int, admits: Bool,
      rateMicro: Int
    ) {
      self.at = at
      self.epoch = epoch
      self.waiting = waiting
      self.popped = popped
      self.admitted = admitted
      self.admittedOwed = admittedOwed
      self.owed = owed
      self.admits = admits
      self.rateMicro = rateMicro
    }
  }

  private struct Bucket {
    var seconds = 0.0
    /// What the rate would have let in.
    var expected = 0.0
    var admitted = 0
    var admittedOwed = 0
    var popped = 0
    /// How many came to be owed a turn.
    var cameOwed = 0
  }

  public static let bucketSeconds = 5.0
  /// A minute says how it goes now, five how much that varies.
  static let recentBuckets = 12
  static let bucketsMax = 60
  /// A gap in the readings: what happened in it is not known.
  static let gapMicrosecondsMax: Int64 = 5_000_000

  private var buckets = RingBuffer<Bucket>()
  private var current = Bucket()
  private var last: Sample?

  public init() {}

  public mutating func add(_ sample: Sample) {
    defer { last = sample }
    guard let last, last.epoch == sample.epoch else {
      current = Bucket()
      return
    }
    let passed = sample.at - last.at
    let due = Double(last.rateMicro) / 1_000_000 * Double(passed) / 1_000_000
    guard passed > 0, passed <= PaceHistory.gapMicrosecondsMax, last.admits, sample.admits,
      Double(last.waiting + last.owed) >= max(1, due), sample.waiting + sample.owed > 0, last.rateMicro > 0,
      last.rateMicro == sample.rateMicro
    else {
      // Half a bucket with a change in it says nothing of either side.
      current = Bucket()
      return
    }
    current.seconds += Double(passed) / 1_000_000
    current.expected += due
    current.admitted += max(0, sample.admitted - last.admitted)
    current.popped += max(0, sample.popped - last.popped)
    let served = max(0, sample.admittedOwed - last.admittedOwed)
    current.admittedOwed += served
    current.cameOwed += max(0, served + sample.owed - last.owed)
    if current.seconds >= PaceHistory.bucketSeconds { close() }
  }

  private mutating func close() {
    if buckets.count == PaceHistory.bucketsMax { buckets.popFirst() }
    buckets.append(current)
    current = Bucket()
  }

  /// Nil before the first whole bucket.
  public var measured: MeasuredPace? {
    guard !buckets.isEmpty else { return nil }
    var recent = Bucket()
    for offset in max(0, buckets.count - PaceHistory.recentBuckets)..<buckets.count {
      let bucket = buckets[offset]
      recent.seconds += bucket.seconds
      recent.expected += bucket.expected
      recent.admitted += bucket.admitted
      recent.admittedOwed += bucket.admittedOwed
      recent.popped += bucket.popped
      recent.cameOwed += bucket.cameOwed
    }
    let throughput = Double(recent.admitted) / recent.expected
    let line = Double(recent.admitted - recent.admittedOwed)
    return MeasuredPace(
      throughput: throughput, perSecond: Double(recent.admitted) / recent.seconds,
      turnsPerPerson: recent.popped > 0 ? min(1, max(0, line / Double(recent.popped))) : 1,
      owedShare: recent.admitted > 0 ? min(1, Double(recent.cameOwed) / Double(recent.admitted)) : 0,
      spread: spread(around: throughput), seconds: recent.seconds)
  }

  private func spread(around mean: Double) -> Double {
    guard buckets.count > 1, mean > 0 else { return 0 }
    var sum = 0.0
    for offset in 0..<buckets.count {
      let ratio = Double(buckets[offset].admitted) / buckets[offset].expected / mean - 1
      sum += ratio * ratio
    }
    return (sum / Double(buckets.count)).squareRoot()
  }
}
