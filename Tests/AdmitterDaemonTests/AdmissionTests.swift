import EventLoop
import Primitives
import RoomLedger
import RoomStore
import TestKit
import Testing
import WaitingRoom

@testable import Admitter

/// Released ≤ ∫ rate dt + burst over any window, and while people wait hardly less, whatever happens to admitters, Redis
/// and PostgreSQL.
@Suite(.serialized) struct AdmissionTests {
  /// How many were released, by Redis' own clock.
  private struct Sample {
    var at: Int64
    var total: Int
  }

  private func sample(_ rig: AdmissionRig) throws -> Sample {
    let figures = try rig.figures()
    return Sample(at: figures.at.microseconds, total: figures.admittedTotal)
  }

  private func samples(_ rig: AdmissionRig, for duration: Duration, each: Duration = .milliseconds(100)) throws
    -> [Sample]
  {
    var samples = [try sample(rig)]
    let end = rig.loop.now + duration
    while rig.loop.now < end {
      try rig.run(for: each)
      samples.append(try sample(rig))
    }
    return samples
  }

  /// Every window between two samples keeps the bound.
  private func expectBound(_ samples: [Sample], rate: Double, burst: Double) {
    for (index, first) in samples.enumerated() {
      for last in samples[(index + 1)...] {
        let seconds = Double(last.at - first.at) / 1_000_000
        let most = rate * seconds + burst
        guard Double(last.total - first.total) <= most + 0.001 else {
          Issue.record("\(last.total - first.total) in \(seconds) s, at most \(most) at \(rate) a second")
          return
        }
      }
    }
  }

  /// What is missing of the rate over the whole time.
  private func missing(_ samples: [Sample], rate: Double) -> Double {
    let seconds = Double(samples.last!.at - samples.first!.at) / 1_000_000
    return rate * seconds - Double(samples.last!.total - samples.first!.total)
  }

  /// The bound holds in every window. The rate is met within one percent or one person in one of a few windows: with a
  /// burst of one person every moment by which a busy machine is late is lost, but nothing may be lost by the program.
  @Test(arguments: [(1, 7.0), (1, 10.0), (2, 13.0), (3, 50.0), (2, 800.0)])
  func theRateIsKept(_ admitters: Int, _ rate: Double) throws {
    let rig = try AdmissionRig(admitters: admitters) { $0.admitRateMicro = Int(rate * 1_000_000) }
    // The slower the rate, the more a late moment weighs, and the less a further window costs.
    let windows = rate < 100 ? 15 : 5
    try rig.serve()
    try rig.join(0..<Int(rate * Double(windows) * 5))
    var all: [Sample] = []
    var missed: [Double] = []
    for _ in 0..<windows {
      let samples = try samples(rig, for: .seconds(4))
      all += samples
      missed.append(missing(samples, rate: rate))
      if missed.last! <= max(1, rate * 4 / 100) { break }
    }
    expectBound(all, rate: rate, burst: max(1, rate / 10))
    #expect(missed.last! <= max(1, rate * 4 / 100), "\(missed) people of \(rate * 4) were missing")
    #expect(try rig.record().epoch == 1)
  }

  @Test func admittersThatAreKilledAndStartedKeepTheBoundAndTheOrder() throws {
    let rig = try AdmissionRig(admitters: 2) { $0.admitRateMicro = 100_000_000 }
    try rig.serve()
    try rig.join(0..<1_500)
    var samples = [try sample(rig)]
    for _ in 0..<8 {
      rig.killAdmitter()
      try rig.addAdmitter()
      samples += try self.samples(rig, for: .milliseconds(700))
    }
    expectBound(samples, rate: 100, burst: 10)
    #expect(missing(samples, rate: 100) <= 60)
    let places = try rig.poll(0..<1_500)
    let turns = places.map { place in
      if case .released = place { return true }
      return false
    }
    let released = turns.filter { $0 }.count
    #expect(turns.prefix(released).allSatisfy { $0 }, "somebody overtook")
    #expect(released > 400)
    #expect(try rig.record().epoch == 1)
  }

  @Test func newSettingsHoldWithinASecond() throws {
    let rig = try AdmissionRig(admitters: 2) { $0.admitRateMicro = 50_000_000 }
    try rig.serve()
    try rig.join(0..<1_000)
    try rig.run(for: .milliseconds(500))
    try rig.change { $0.isPaused = true }
    try rig.run(for: .seconds(1))
    let paused = try rig.figures()
    #expect(paused.isPaused && paused.version == 2)
    try rig.run(for: .seconds(1))
    #expect(try rig.figures().admittedTotal == paused.admittedTotal)
    try rig.change {
      $0.isPaused = false
      $0.admitRateMicro = 200_000_000
    }
    try rig.run(for: .seconds(1))
    let samples = try samples(rig, for: .seconds(2))
    expectBound(samples, rate: 200, burst: 20)
    #expect(missing(samples, rate: 200) <= 40)
  }

  @Test func aRoomOpensAtItsHour() throws {
    let rig = try AdmissionRig(admitters: 2) {
      $0.opensAt = WallInstant(microseconds: SystemClock().now().microseconds + 2_500_000)
    }
    let record = try rig.record()
    _ = try rig.ask {
      rig.ledger.change(
        room: "demo", ifVersion: 1, state: .prequeue, settings: record.settings, actor: "test", action: "prequeue",
        detail: "{}", $0)
    }
    try rig.serve()
    try rig.waitUntil("Redis has the prequeue") { (try? rig.figures().version) == 2 }
    try rig.join(0..<20)
    #expect(try rig.figures().admittedTotal == 0)
    try rig.waitUntil("the room is open") { (try? rig.figures().state) == .open }
    let opened = try rig.record()
    #expect(opened.state == .open && opened.version == 3)
    #expect(SystemClock().now() >= (try RoomSettings(text: opened.settings).opensAt!))
    try rig.waitUntil("people are let in") { (try? rig.figures().admittedTotal) == 20 }
  }
}
