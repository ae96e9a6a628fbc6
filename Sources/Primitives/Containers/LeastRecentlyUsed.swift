/// A table of at most `capacity` values that forgets the one not used for the longest time. Look-up, insertion and removal
/// take constant time. Owner: one loop.
public struct LeastRecentlyUsed<Key: Hashable, Value> {
  /// One place of the table, linked by index in order of use; `key` is nil while it is free.
  @usableFromInline
  struct Node {
    @usableFromInline var key: Key?
    @usableFromInline var value: Value?
    @usableFromInline var newer: Int
    @usableFromInline var older: Int

    @inlinable
    init(key: Key?, value: Value?) {
      self.key = key
      self.value = value
      self.newer = -1
      self.older = -1
    }
  }

  public let capacity: Int
  @usableFromInline var places: [Key: Int] = [:]
  @usableFromInline var nodes: ContiguousArray<Node> = []
  @usableFromInline var free: ContiguousArray<Int> = []
  @usableFromInline var newest = -1
  @usableFromInline var oldest = -1

  public init(capacity: Int) {
    precondition(capacity > 0, "a cache needs room for one value")
    self.capacity = capacity
  }

  @inlinable public var count: Int { places.count }
  @inlinable public var isEmpty: Bool { places.isEmpty }

  /// The value under that key, which becomes the one used last.
  @inlinable
  public mutating func value(_ key: Key) -> Value? {
    guard let place = places[key] else { return nil }
    if place != newest {
      unlink(place)
      linkNewest(place)
    }
    return nodes[place].value
  }

  /// The value under that key, without counting as use.
  @inlinable
  public func peek(_ key: Key) -> Value? {
    guard let place = places[key] else { return nil }
    return nodes[place].value
  }

  /// Puts a value in as the one used last; gives the key and value that had to go for it, if any.
  @inlinable
  @discardableResult
  public mutating func insert(_ value: Value, for key: Key) -> (key: Key, value: Value)? {
    if let place = places[key] {
      nodes[place].value = value
      unlink(place)
      linkNewest(place)
      return nil
    }
    var evicted: (key: Key, value: Value)?
    if places.count == capacity, let oldestKey = nodes[oldest].key, let value = remove(oldestKey) {
      evicted = (oldestKey, value)
    }
    let place: Int
    if let reused = free.popLast() {
      place = reused
      nodes[place] = Node(key: key, value: value)
    } else {
      place = nodes.count
      nodes.append(Node(key: key, value: value))
    }
    places[key] = place
    linkNewest(place)
    return evicted
  }

  @inlinable
  @discardableResult
  public mutating func remove(_ key: Key) -> Value? {
    guard let place = places.removeValue(forKey: key) else { return nil }
    unlink(place)
    let value = nodes[place].value
    nodes[place] = Node(key: nil, value: nil)
    free.append(place)
    return value
  }

  public mutating func removeAll() {
    places.removeAll(keepingCapacity: true)
    nodes.removeAll(keepingCapacity: true)
    free.removeAll(keepingCapacity: true)
    newest = -1
    oldest = -1
  }

  @usableFromInline
  mutating func unlink(_ place: Int) {
    let newer = nodes[place].newer
    let older = nodes[place].older
    if newer >= 0 { nodes[newer].older = older } else { newest = older }
    if older >= 0 { nodes[older].newer = newer } else { oldest = newer }
  }

  @usableFromInline
  mutating func linkNewest(_ place: Int) {
    nodes[place].newer = -1
    nodes[place].older = newest
    if newest >= 0 { nodes[newest].newer = place }
    newest = place
    if oldest < 0 { oldest = place }
  }
}
