/// Elements under ids that stay unique when places are used again: what callbacks hold instead of references.
///
/// Insert, look-up and remove take constant time. An id whose element was removed finds nothing, also after its place has a
/// new inhabitant (until a place was used 2^32 times). Owner: one loop.
public struct SlotMap<Element> {
  @usableFromInline
  struct Slot {
    @usableFromInline var generation: UInt32
    @usableFromInline var element: Element?

    @inlinable
    init(generation: UInt32, element: Element?) {
      self.generation = generation
      self.element = element
    }
  }

  @usableFromInline var slots: ContiguousArray<Slot> = []
  @usableFromInline var free: ContiguousArray<UInt32> = []

  public init() {}

  @inlinable public var count: Int { slots.count - free.count }
  @inlinable public var isEmpty: Bool { count == 0 }

  @inlinable
  public mutating func insert(_ element: Element) -> SlotID {
    if let index = free.popLast() {
      slots[Int(index)].element = element
      return SlotID(index: index, generation: slots[Int(index)].generation)
    }
    precondition(slots.count < Int(UInt32.max), "a slot map holds fewer than 2^32 elements")
    slots.append(Slot(generation: 1, element: element))
    return SlotID(index: UInt32(slots.count - 1), generation: 1)
  }

  /// The element with that id, or nil if it was removed. Assigning replaces a living element; assigning nil removes it;
  /// assigning through a stale id does nothing.
  @inlinable
  public subscript(id: SlotID) -> Element? {
    get {
      let index = Int(id.index)
      guard index < slots.count, slots[index].generation == id.generation else { return nil }
      return slots[index].element
    }
    _modify {
      let index = Int(id.index)
      if index < slots.count, slots[index].generation == id.generation, slots[index].element != nil {
        defer { if slots[index].element == nil { retire(index) } }
        yield &slots[index].element
      } else {
        var nothing: Element?
        yield &nothing
      }
    }
  }

  /// Takes the element out; nil if the id is stale.
  @inlinable
  @discardableResult
  public mutating func remove(_ id: SlotID) -> Element? {
    let index = Int(id.index)
    guard index < slots.count, slots[index].generation == id.generation else { return nil }
    guard let element = slots[index].element else { return nil }
    slots[index].element = nil
    retire(index)
    return element
  }

  @usableFromInline
  mutating func retire(_ index: Int) {
    let next = slots[index].generation &+ 1
    slots[index].generation = next == 0 ? 1 : next
    free.append(UInt32(index))
  }

  /// Calls `body` for each living element, in order of place.
  @inlinable
  public func forEach(_ body: (SlotID, Element) -> Void) {
    for index in slots.indices {
      guard let element = slots[index].element else { continue }
      body(SlotID(index: UInt32(index), generation: slots[index].generation), element)
    }
  }
}
