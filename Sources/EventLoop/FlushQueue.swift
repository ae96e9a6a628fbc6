/// The streams that have bytes to write at the end of this turn.
///
/// Holds no references: a stream is held by its loop until it is closed, and takes itself out when it closes.
struct FlushQueue {
  private var entries: UnsafeMutablePointer<Unmanaged<Stream>?>
  private var capacity = 64
  private(set) var count = 0

  init() { entries = .allocate(capacity: capacity) }

  func deallocate() { entries.deallocate() }

  /// The place of the entry, for `remove`.
  mutating func append(_ stream: Stream) -> Int {
    if count == capacity {
      let grown = UnsafeMutablePointer<Unmanaged<Stream>?>.allocate(capacity: capacity * 2)
      grown.update(from: entries, count: count)
      entries.deallocate()
      entries = grown
      capacity *= 2
    }
    entries[count] = Unmanaged.passUnretained(stream)
    count += 1
    return count - 1
  }

  func remove(at place: Int) { entries[place] = nil }

  func entry(at place: Int) -> Unmanaged<Stream>? { entries[place] }

  /// Takes out the entries that were served. True if there are others left.
  mutating func dropFirst(_ served: Int) -> Bool {
    let left = count - served
    count = 0
    guard left > 0 else { return false }
    for place in served..<(served + left) {
      guard let stream = entries[place] else { continue }
      entries[count] = stream
      stream._withUnsafeGuaranteedRef { $0.flushPlace = count }
      count += 1
    }
    return count > 0
  }
}
