import Primitives

/// Who is due when: a binary heap, smallest time first. Owner: one loop.
struct DueQueue {
  struct Entry {
    let due: MonotonicInstant
    let guest: Int
    /// Entries of an older wait are passed over by who takes them out.
    let wait: Int
  }

  private var entries: [Entry] = []

  var count: Int { entries.count }
  var first: MonotonicInstant? { entries.first?.due }

  mutating func push(_ entry: Entry) {
    entries.append(entry)
    var child = entries.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard entries[child].due < entries[parent].due else { return }
      entries.swapAt(child, parent)
      child = parent
    }
  }

  /// The first entry, if its time has come.
  mutating func pop(due now: MonotonicInstant) -> Entry? {
    guard let first = entries.first, first.due <= now else { return nil }
    let last = entries.removeLast()
    if !entries.isEmpty {
      entries[0] = last
      sink()
    }
    return first
  }

  private mutating func sink() {
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < entries.count && entries[child].due < entries[least].due {
        least = child
      }
      guard least != parent else { return }
      entries.swapAt(parent, least)
      parent = least
    }
  }
}
