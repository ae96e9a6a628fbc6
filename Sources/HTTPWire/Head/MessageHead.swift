import Primitives

/// What request and response heads share: their bytes and the table of their header lines.
///
/// A head owns its memory and is made to be used again: parsing the next message into it allocates nothing unless that
/// message is larger than any before. Every view is valid until the head is parsed into again, and doesn't keep the head alive:
/// whoever reads views holds the head in a property, or by `withExtendedLifetime`. Owner: one loop.
public class MessageHead {
  /// Behind a pointer, because properties of a class would pay for an exclusivity check at every access.
  struct Common {
    var storage: UnsafeMutablePointer<UInt8>
    var storageCapacity: Int
    var fields: UnsafeMutablePointer<FieldRange>
    var fieldsCapacity: Int
    var fieldsCount = 0
    var minorVersion = 1
    var framing = MessageFraming.none
    var keepAlive = false
  }

  final let common: UnsafeMutablePointer<Common>

  init() {
    common = .allocate(capacity: 1)
    common.initialize(
      to: Common(
        storage: .allocate(capacity: 1_024), storageCapacity: 1_024, fields: .allocate(capacity: 24), fieldsCapacity: 24
      ))
  }

  deinit {
    common.pointee.storage.deallocate()
    common.pointee.fields.deallocate()
    common.deallocate()
  }

  /// Header lines, each counted.
  public final var headersCount: Int { common.pointee.fieldsCount }

  /// 0 for HTTP/1.0, 1 for HTTP/1.1.
  public final var minorVersion: Int { common.pointee.minorVersion }

  public final var framing: MessageFraming { common.pointee.framing }

  /// True if the connection may carry another message after this one, as far as the sender is concerned.
  public final var keepAlive: Bool { common.pointee.keepAlive }

  /// The name of a header line as it was sent.
  public final func name(at index: Int) -> ByteView { view(field(index).name) }

  /// The value of a header line, without white space around it.
  public final func value(at index: Int) -> ByteView { view(field(index).value) }

  private final func field(_ index: Int) -> FieldRange {
    precondition(index >= 0 && index < headersCount, "header index out of range")
    return common.pointee.fields[index]
  }

  final func view(_ range: ByteRange) -> ByteView { ByteView(common.pointee.storage + range.start, count: range.count) }

  final func clearFields() { common.pointee.fieldsCount = 0 }

  @inline(__always)
  final func addField(_ field: FieldRange) {
    if common.pointee.fieldsCount == common.pointee.fieldsCapacity { growFields() }
    common.pointee.fields[common.pointee.fieldsCount] = field
    common.pointee.fieldsCount += 1
  }

  /// Copies the head's bytes, so that the buffer they were read into is free; ranges count from its first byte.
  final func adopt(_ bytes: ByteView) {
    if common.pointee.storageCapacity < bytes.count { growStorage(to: bytes.count) }
    common.pointee.storage.update(from: bytes.base, count: bytes.count)
  }

  @inline(never)
  private final func growFields() {
    let capacity = common.pointee.fieldsCapacity * 2
    let grown = UnsafeMutablePointer<FieldRange>.allocate(capacity: capacity)
    grown.update(from: common.pointee.fields, count: common.pointee.fieldsCount)
    common.pointee.fields.deallocate()
    common.pointee.fields = grown
    common.pointee.fieldsCapacity = capacity
  }

  @inline(never)
  private final func growStorage(to count: Int) {
    while common.pointee.storageCapacity < count { common.pointee.storageCapacity *= 2 }
    common.pointee.storage.deallocate()
    common.pointee.storage = .allocate(capacity: common.pointee.storageCapacity)
  }
}
