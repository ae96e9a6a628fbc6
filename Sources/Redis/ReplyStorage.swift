internal import CHiredis
internal import Primitives

/// The reply that is being read: its values in the order in which they come, its text in one buffer. Used again for each
/// reply, so that reading one allocates nothing. Owned by one connection.
public final class ReplyStorage {
  @usableFromInline
  struct Node {
    @usableFromInline var kind: RedisReply.Kind
    /// Of an array its elements, of text its bytes.
    @usableFromInline var count: Int
    /// The integer, or where the text begins.
    @usableFromInline var value: Int

    @usableFromInline
    init(kind: RedisReply.Kind, count: Int, value: Int) {
      self.kind = kind
      self.count = count
      self.value = value
    }
  }

  /// The first stands for what isn't there; the reply itself is the second.
  @usableFromInline var nodes: ContiguousArray<Node> = [Node(kind: .null, count: 0, value: 0)]
  private let bytes = ByteBuffer(capacity: 512)
  private var isNested = false
  /// What hiredis gets to hold: it looks into a reply only for an error that nobody asked for.
  private let token: UnsafeMutablePointer<redisReply>

  init() {
    token = .allocate(capacity: 1)
    token.initialize(to: redisReply())
  }

  deinit { token.deallocate() }

  var reply: RedisReply { RedisReply(storage: self, index: 1) }

  func text(from offset: Int, count: Int) -> ByteView { bytes.readable.slice(from: offset, to: offset + count) }

  /// Elements follow their array; only behind an array within an array they must be counted.
  @usableFromInline
  func indexOfElement(_ element: Int, in array: Int) -> Int {
    guard isNested else { return array + 1 + element }
    var index = array + 1
    for _ in 0..<element { index = end(of: index) }
    return index
  }

  private func end(of index: Int) -> Int {
    var end = index + 1
    if nodes[index].kind == .array {
      for _ in 0..<nodes[index].count { end = self.end(of: end) }
    }
    return end
  }

  fileprivate func begin(_ task: UnsafePointer<redisReadTask>) {
    guard task.pointee.parent == nil else { return }
    nodes.removeSubrange(1...)
    bytes.clear(keepingAtMost: 65_536)
    isNested = false
  }

  fileprivate func add(_ kind: RedisReply.Kind, count: Int, value: Int) -> UnsafeMutableRawPointer {
    if kind == .array && nodes.count > 1 { isNested = true }
    nodes.append(Node(kind: kind, count: count, value: value))
    return UnsafeMutableRawPointer(token)
  }

  fileprivate func addText(_ kind: RedisReply.Kind, _ text: ByteView) -> UnsafeMutableRawPointer {
    let start = bytes.readableCount
    bytes.append(text)
    if nodes.count == 1 {
      // hiredis reads an error's text as a C string, at once.
      bytes.append(byte: 0)
      let first = bytes.readable.slice(from: start).base
      token.pointee.type = kind == .error ? REDIS_REPLY_ERROR : REDIS_REPLY_STRING
      token.pointee.str = UnsafeMutableRawPointer(mutating: first).assumingMemoryBound(to: CChar.self)
      token.pointee.len = text.count
    }
    return add(kind, count: text.count, value: start)
  }
}

extension ReplyStorage {
  /// What hiredis calls while it reads, in place of making objects on the heap.
  nonisolated(unsafe) static let functions: UnsafeMutablePointer<redisReplyObjectFunctions> = {
    let functions = UnsafeMutablePointer<redisReplyObjectFunctions>.allocate(capacity: 1)
    functions.initialize(
      to: redisReplyObjectFunctions(
        createString: { task, text, count in
          let storage = ReplyStorage.of(task!)
          let kind: RedisReply.Kind =
            switch task!.pointee.type {
            case REDIS_REPLY_ERROR: .error
            case REDIS_REPLY_STATUS: .status
            default: .string
            }
          return storage.addText(kind, ByteView(UnsafeRawBufferPointer(start: text, count: count)))
        },
        createArray: { task, count in ReplyStorage.of(task!).add(.array, count: Int(count), value: 0) },
        createInteger: { task, value in ReplyStorage.of(task!).add(.integer, count: 0, value: Int(value)) },
        createNil: { task in ReplyStorage.of(task!).add(.null, count: 0, value: 0) },
        freeObject: { _ in }))
    return functions
  }()

  private static func of(_ task: UnsafePointer<redisReadTask>) -> ReplyStorage {
    let storage = Unmanaged<ReplyStorage>.fromOpaque(task.pointee.privdata).takeUnretainedValue()
    storage.begin(task)
    return storage
  }
}
