public import Primitives

/// A room's name: 1 to 40 of the characters `a-z`, `0-9` and `-`. It stands in addresses, keys, passes and files.
public struct RoomID: Sendable {
  public static let bytesMax = 40

  private let name: Name

  /// Nil for anything that is no room's name.
  public init?(_ bytes: ByteView) {
    guard (1...RoomID.bytesMax).contains(bytes.count) else { return nil }
    for byte in bytes.buffer {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): continue
      default: return nil
      }
    }
    name = Name(bytes)
  }

  public init?(_ text: String) {
    var text = text
    guard let id = text.withUTF8({ RoomID(ByteView(UnsafeRawBufferPointer($0))) }) else { return nil }
    self = id
  }

  /// The name's bytes; valid as long as some copy of this id is.
  public var view: ByteView { ByteView(name.bytes, count: name.count) }
  public var text: String { view.string }

  /// The bytes of a name; never changed, so that every loop may read them.
  private final class Name: Sendable {
    nonisolated(unsafe) let bytes: UnsafePointer<UInt8>
    let count: Int
    let hash: UInt32

    init(_ view: ByteView) {
      let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: view.count)
      copy.initialize(from: view.base, count: view.count)
      bytes = UnsafePointer(copy)
      count = view.count
      hash = view.hash32()
    }

    deinit { bytes.deallocate() }
  }
}

extension RoomID: Hashable, Comparable, CustomStringConvertible {
  public static func == (left: RoomID, right: RoomID) -> Bool {
    left.name === right.name || (left.name.hash == right.name.hash && left.view == right.view)
  }

  public static func < (left: RoomID, right: RoomID) -> Bool {
    left.view.buffer.lexicographicallyPrecedes(right.view.buffer)
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(name.hash) }

  public var description: String { text }
}
