import EventLoop
import HTTP
import HTTPWire
import Primitives

/// What happened to passes after they were signed: which ended early, and which were given a later end.
///
/// One instance a worker loop, fed from the ledger within a second. Bounded: a change is forgotten once the pass has run
/// out by itself. Past `capacity` endings the gateway takes no pass at all (`isOverflowed`) until room is made, because
/// letting an ended pass in is worse than asking somebody to wait.
final class PassChanges {
  /// What a worker remembers, in passes: some 10 MB.
  static let capacityDefault = 100_000

  private var endedUntilSeconds: [String: Int64] = [:]
  private var extendedUntilSeconds: [String: Int64] = [:]
  private let capacity: Int
  private(set) var isOverflowed = false

  init(capacity: Int) {
    self.capacity = capacity
  }

  var count: Int { endedUntilSeconds.count + extendedUntilSeconds.count }

  /// Notes that a pass ended; it is remembered until `untilSeconds` (Unix), when it would have ended anyway.
  func end(_ passID: String, untilSeconds: Int64, nowSeconds: Int64) {
    if endedUntilSeconds.count >= capacity { forget(before: nowSeconds) }
    guard endedUntilSeconds.count < capacity else {
      isOverflowed = true
      return
    }
    extendedUntilSeconds[passID] = nil
    endedUntilSeconds[passID] = untilSeconds
  }

  /// Notes that a pass is good until `untilSeconds`, whatever it says itself. Past the bound the oldest promise is what
  /// is printed in the pass.
  func extend(_ passID: String, untilSeconds: Int64, nowSeconds: Int64) {
    guard endedUntilSeconds[passID] == nil else { return }
    if extendedUntilSeconds.count >= capacity { forget(before: nowSeconds) }
    guard extendedUntilSeconds.count < capacity else { return }
    extendedUntilSeconds[passID] = max(untilSeconds, extendedUntilSeconds[passID] ?? 0)
  }

  func hasEnded(_ passID: String) -> Bool {
    isOverflowed || (!endedUntilSeconds.isEmpty && endedUntilSeconds[passID] != nil)
  }

  func extendedEndSeconds(_ passID: String) -> Int64? {
    extendedUntilSeconds.isEmpty ? nil : extendedUntilSeconds[passID]
  }

  /// Drops what has run out by itself. Cost: one pass over the tables; called once a minute and when they are full.
  func forget(before nowSeconds: Int64) {
    endedUntilSeconds = endedUntilSeconds.filter { $0.value > nowSeconds }
    extendedUntilSeconds = extendedUntilSeconds.filter { $0.value > nowSeconds }
    if endedUntilSeconds.count < capacity { isOverflowed = false }
  }
}
