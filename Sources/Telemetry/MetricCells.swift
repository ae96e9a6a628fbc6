/// The numbers of one registry side by side. A counter is an index in here, so an increment is one addition. Owned by
/// the registry's loop.
public final class MetricCells {
  @usableFromInline var words: UnsafeMutablePointer<UInt64>
  private var capacity = 256
  private(set) var count = 0

  init() {
    words = .allocate(capacity: capacity)
    words.initialize(repeating: 0, count: capacity)
  }

  deinit { words.deallocate() }

  /// The index of the first of `wanted` new cells, all zero.
  func allocate(_ wanted: Int) -> Int {
    let first = count
    count += wanted
    if count > capacity {
      let larger = max(capacity * 2, count)
      let grown = UnsafeMutablePointer<UInt64>.allocate(capacity: larger)
      grown.moveInitialize(from: words, count: capacity)
      (grown + capacity).initialize(repeating: 0, count: larger - capacity)
      words.deallocate()
      words = grown
      capacity = larger
    }
    return first
  }

  func double(_ index: Int) -> Double { Double(bitPattern: words[index]) }
}
