/// A queue with two ends in one block of memory. Constant time at both ends; growing doubles the block. Owner: one loop.
public struct RingBuffer<Element> {
  @usableFromInline var storage: ContiguousArray<Element?>
  @usableFromInline var head = 0
  @usableFromInline var filled = 0

  @inlinable
  public init(minimumCapacity: Int = 8) {
    var capacity = 8
    while capacity < minimumCapacity { capacity *= 2 }
    storage = ContiguousArray(repeating: nil, count: capacity)
  }

  @inlinable public var count: Int { filled }
  @inlinable public var isEmpty: Bool { filled == 0 }
  @inlinable public var capacity: Int { storage.count }
  @inlinable public var first: Element? { count == 0 ? nil : storage[head] }
  @inlinable public var last: Element? { count == 0 ? nil : storage[place(count - 1)] }

  /// The element that many places behind the first; traps outside `0..<count`.
  @inlinable
  public subscript(offset: Int) -> Element {
    get {
      precondition(offset >= 0 && offset < count, "ring index out of range")
      return storage[place(offset)].unsafelyUnwrapped
    }
    set {
      precondition(offset >= 0 && offset < count, "ring index out of range")
      storage[place(offset)] = newValue
    }
  }

  @inlinable
  public mutating func append(_ element: Element) {
    if count == storage.count { grow() }
    storage[place(count)] = element
    filled += 1
  }

  @inlinable
  public mutating func prepend(_ element: Element) {
    if count == storage.count { grow() }
    head = (head + storage.count - 1) & (storage.count - 1)
    storage[head] = element
    filled += 1
  }

  @inlinable
  @discardableResult
  public mutating func popFirst() -> Element? {
    guard count > 0 else { return nil }
    let element = storage[head].take()
    head = place(1)
    filled -= 1
    return element
  }

  @inlinable
  @discardableResult
  public mutating func popLast() -> Element? {
    guard count > 0 else { return nil }
    filled -= 1
    return storage[place(count)].take()
  }

  /// Drops every element and keeps the memory.
  @inlinable
  public mutating func removeAll() {
    while popFirst() != nil {}
  }

  /// Capacities are powers of two, so that wrapping is a mask.
  @inlinable
  func place(_ offset: Int) -> Int { (head + offset) & (storage.count - 1) }

  @usableFromInline
  mutating func grow() {
    var grown = ContiguousArray<Element?>()
    grown.reserveCapacity(storage.count * 2)
    for offset in 0..<count { grown.append(storage[place(offset)]) }
    grown.append(contentsOf: repeatElement(nil, count: storage.count * 2 - count))
    storage = grown
    head = 0
  }
}

extension RingBuffer: Sequence {
  public struct Iterator: IteratorProtocol {
    @usableFromInline let ring: RingBuffer
    @usableFromInline var offset = 0

    @inlinable
    init(_ ring: RingBuffer) { self.ring = ring }

    @inlinable
    public mutating func next() -> Element? {
      guard offset < ring.count else { return nil }
      defer { offset += 1 }
      return ring[offset]
    }
  }

  @inlinable
  public func makeIterator() -> Iterator { Iterator(self) }
}
