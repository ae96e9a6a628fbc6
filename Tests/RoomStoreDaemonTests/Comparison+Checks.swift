import Primitives
import RoomStore
import Testing
import WaitingRoom

extension Comparison {
  func compareFigures() throws {
    let figures = try rig.figures(points: 4)
    try #require(figures.waiting == model.line.count)
    try #require(figures.late == model.late.count)
    try #require(figures.owed == model.owed.count)
    try #require(figures.away == model.away)
    try #require(figures.active == model.active.values.count { $0 > now })
    try #require(figures.admittedTotal == model.admittedTotal)
    try #require(figures.joinsTotal == model.joinsTotal)
    try #require(figures.servedScore == model.servedScore)
    try #require(figures.lastScore == model.lastScore)
    try #require(figures.hasLost == model.hasLost)
    try #require(figures.state == model.state && figures.version == model.version)
    try #require(figures.popped == model.popped && figures.aside == model.aside)
    try #require(figures.admittedOwed == model.admittedOwed)
    try comparePlaces(figures)
    for point in figures.curve.points {
      let entry = model.line[point.ahead]
      try #require(point.orderKey == OrderKey(epoch: entry.epoch, score: entry.score))
    }
  }

  /// A place that was read once and goes on by the room's figures is the true one; only where people may have left from
  /// the middle it may be too great.
  func comparePlaces(_ figures: RoomFigures) throws {
    for person in people {
      guard let known = person.known, let key = person.key, case .waiting = known.place, figures.at > known.at,
        !known.isOver(by: figures, score: key.score), case .waiting(let ahead) = known.reply(by: figures).place
      else { continue }
      let waits = (model.line + model.late).contains { $0.id == person.id }
      let truth = model.line.count { $0.score < key.score }
      try #require(waits || known.isInexact(by: figures), "a turn that came and wasn't noticed")
      guard waits else { continue }
      try #require(
        known.isInexact(by: figures) ? ahead >= truth : ahead == truth,
        "\(ahead) ahead by the figures, \(truth) in truth: \(known), \(figures)")
    }
  }

  /// Promise 3: over every window between two releases, no more than the integral of the rate and one burst. A window that
  /// begins with a release counts all of it.
  func checkBound() {
    for first in releases.indices where releases[first].count > 0 {
      var sum = 0
      for last in first..<releases.count {
        sum += releases[last].count
        let (from, to) = (releases[first].at, releases[last].at)
        let allowed = allowance(from: from, to: to)
        if sum * 1_000_000 > allowed {
          Issue.record("released \(sum) from \(from) to \(to), allowed \(allowed) millionths")
          return
        }
      }
    }
  }

  /// The integral of the rate over the window, and the largest burst that was set in it or just before, in millionths.
  private func allowance(from: Int64, to: Int64) -> Int {
    var (integral, burst) = (0, 0)
    for (index, piece) in allowances.enumerated() {
      let end = index + 1 < allowances.count ? allowances[index + 1].at : Int64.max
      guard end >= from, piece.at <= to else { continue }
      burst = max(burst, piece.burstMicro)
      let span = min(end, to) - max(piece.at, from)
      if span > 0 { integral += piece.rateMicro * Int(span) }
    }
    return integral / 1_000_000 + burst
  }
}
