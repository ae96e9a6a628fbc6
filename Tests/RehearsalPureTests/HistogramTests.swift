import Primitives
import TestKit
import Testing

@testable import Rehearsal

@Suite struct HistogramTests {
  @Test func `each value lies in its bucket, and a bucket is at most a 32nd wide`() {
    var last = -1
    for value in Array(0..<200_000) + (18..<36).flatMap({ [(1 << $0) - 1, 1 << $0, (1 << $0) + 1] }) {
      let bucket = LatencyHistogram.bucket(of: value)
      let end = LatencyHistogram.upperEnd(of: bucket)
      if end < value || end - value > value / 32 {
        Issue.record("\(value) is in bucket \(bucket), which ends at \(end)")
      }
      if bucket > 0, LatencyHistogram.upperEnd(of: bucket - 1) >= value {
        Issue.record("\(value) is below bucket \(bucket)")
      }
      if value < 200_000 {
        if bucket < last { Issue.record("\(value) goes back to bucket \(bucket)") }
        last = bucket
      }
    }
  }

  @Test func `a value beyond all buckets is counted, and its own maximum`() {
    var histogram = LatencyHistogram()
    histogram.record(.seconds(200_000))
    histogram.record(.seconds(-1))
    #expect(histogram.count == 2 && histogram.maximum == 200_000_000_000 && histogram.percentile(0.5) == 0)
  }

  @Test(.seeded) func `percentiles are those of the values, within a 32nd`() throws {
    var random = SeededRandom(seed: TestSeed.current)
    var values: [Int] = []
    var whole = LatencyHistogram()
    var halves = [LatencyHistogram(), LatencyHistogram()]
    for index in 0..<5_000 {
      let value = Int(random.next() % (1 << (random.next() % 30)))
      values.append(value)
      whole.record(microseconds: value)
      halves[index % 2].record(microseconds: value)
    }
    values.sort()
    for share in [0.001, 0.5, 0.9, 0.99, 0.999, 1] {
      let exact = values[max(0, Int((share * 5_000).rounded(.up)) - 1)]
      let found = try #require(whole.percentile(share))
      #expect(found >= exact && found - exact <= exact / 32 + 1, "\(share): \(found), exactly \(exact)")
    }
    halves[0].add(halves[1])
    #expect(halves[0] == whole)
    var writer = JSONWriter(ByteBuffer())
    whole.write(to: &writer)
    #expect(LatencyHistogram(try JSONReader.parse(writer.buffer.string)) == whole)
    #expect(LatencyHistogram().percentile(0.5) == nil)
  }

  @Test(arguments: ["[]", "[1,2]", "[1,99999,1]", "[1,2,0]", "[1,-1,1]", "{}", "[\"1\"]"])
  func `what isn't a histogram is refused`(_ text: String) throws {
    #expect(LatencyHistogram(try JSONReader.parse(text)) == nil)
  }
}
