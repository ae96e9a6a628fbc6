public import Primitives

/// One reply, read in place. Valid only within the callback that gets it.
public struct RedisReply {
  public enum Kind: UInt8, Sendable {
    case null, integer, string, status, error, array
  }

  @usableFromInline let storage: ReplyStorage
  @usableFromInline let index: Int

  @inlinable
  init(storage: ReplyStorage, index: Int) {
    self.storage = storage
    self.index = index
  }

  @inlinable public var kind: Kind { storage.nodes[index].kind }

  /// The number of an integer reply; for anything else 0.
  @inlinable public var integer: Int { kind == .integer ? storage.nodes[index].value : 0 }

  /// The bytes of a string, status or error; for anything else none.
  public var bytes: ByteView {
    let node = storage.nodes[index]
    switch node.kind {
    case .string, .status, .error: return storage.text(from: node.value, count: node.count)
    case .null, .integer, .array: return .empty
    }
  }

  public var string: String { bytes.string }

  /// How many elements an array has; for anything else 0.
  @inlinable public var count: Int { kind == .array ? storage.nodes[index].count : 0 }

  /// The element at that place; past the end it is null, so that a short reply is a wrong value and not a crash.
  @inlinable
  public subscript(element: Int) -> RedisReply {
    guard element >= 0, element < count else { return RedisReply(storage: storage, index: 0) }
    return RedisReply(storage: storage, index: storage.indexOfElement(element, in: index))
  }
}
