import Primitives

/// What request and response heads share: their bytes and the table of their header lines.
///
/// A head owns its memory and is made to be used again: parsing the next message into it allocates nothing unless that
/// message is larger than any before. Every view is valid until the head is parsed into again, and doesn't keep the head alive:
/// whoever reads views holds the head in a property, or by `withExtendedLifetime`. Owner: one loop.
public class MessageHead {
  private var storage: UnsafeMutablePointer<UInt8>
  private var storageCapacity: Int
  private var fields: UnsafeMutablePointer<FieldRange>
  private var fieldsCapacity: Int

  /// Header lines, each counted.
  public internal(set) final var headersCount = 0
  /// 0 for HTTP/1.0, 1 for HTTP/1.1.
  public internal(set) final var minorVersion = 1
  public internal(set) final var framing = MessageFraming.none
  /// True if the connection may carry another message after this one, as far as the sender is concerned.
  public internal(set) final var keepAlive = false

  init() {
    storageCapacity = 1_024
    storage = .allocate(capacity: storageCapacity)
    fieldsCapacity = 24
    fields = .allocate(capacity: fieldsCapacity)
  }

  deinit {
    storage.deallocate()
    fields.deallocate()
  }

  /// The name of a header line as it was sent.
  public final func name(at index: Int) -> ByteView { view(field(index).name) }

  /// The value of a header line, without white space around it.
  public final func value(at index: Int) -> ByteView { view(field(index).value) }

  private final func field(_ index: Int) -> FieldRange {
    precondition(index >= 0 && index < headersCount, "header index out of range")
    return fields[index]
  }

  final func view(_ range: ByteRange) -> ByteView { ByteView(storage + range.start, count: range.count) }

  final func clearFields() { headersCount = 0 }

  final func addField(_ field: FieldRange) {
    if headersCount == fieldsCapacity { growFields() }
    fields[headersCount] = field
    headersCount += 1
  }

  /// Copies the head's bytes, so that the buffer they were read into is free; ranges count from its first byte.
  final func adopt(_ bytes: ByteView) {
    if storageCapacity < bytes.count { growStorage(to: bytes.count) }
    storage.update(from: bytes.base, count: bytes.count)
  }

  private final func growFields() {
    let grown = UnsafeMutablePointer<FieldRange>.allocate(capacity: fieldsCapacity * 2)
    grown.update(from: fields, count: headersCount)
    fields.deallocate()
    fields = grown
    fieldsCapacity *= 2
  }

  private final func growStorage(to count: Int) {
    while storageCapacity < count { storageCapacity *= 2 }
    storage.deallocate()
    storage = .allocate(capacity: storageCapacity)
  }
}
