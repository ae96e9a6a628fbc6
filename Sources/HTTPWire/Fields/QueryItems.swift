import Primitives

/// The items of a query, read in place: look-up of one name costs no more than the scan.
public struct QueryItems {
  private let query: ByteView

  public init(_ query: ByteView) { self.query = query }

  /// The value of the first item of that name, still escaped. Names are compared as they are written: one that needn't be
  /// escaped and is, isn't found.
  public func raw(_ name: StaticString) -> ByteView? {
    var found: ByteView?
    ListValue.forEachPiece(of: query, separator: UInt8(ascii: "&")) { pair in
      guard found == nil else { return }
      let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.count
      if pair.slice(from: 0, to: equals).equals(name) {
        found = equals < pair.count ? pair.slice(from: equals + 1) : .empty
      }
    }
    return found
  }

  /// The decoded value of the first item of that name; nil if there is none, or it can't be decoded.
  public func first(_ name: StaticString) -> String? {
    guard let raw = raw(name) else { return nil }
    return PercentEncoding.decodeText(raw, plusIsSpace: true)
  }
}
