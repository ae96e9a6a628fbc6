import Primitives

/// Decoded `application/x-www-form-urlencoded` data: a query, or the body of a plain form.
public struct FormItems: Sendable {
  public struct Item: Equatable, Sendable {
    public let name: String
    public let value: String

    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  public let items: [Item]

  /// Decodes strictly: broken escapes and bytes that aren't UTF-8 are faults, not guesses. `a` counts as `a=`; empty pieces
  /// between ampersands are passed over.
  public init(_ text: ByteView, itemsMax: Int = 100) throws(FormFault) {
    var items: [Item] = []
    var fault: FormFault?
    ListValue.forEachPiece(of: text, separator: UInt8(ascii: "&")) { pair in
      guard fault == nil, !pair.isEmpty else { return }
      guard items.count < itemsMax else { return fault = .tooManyItems }
      let equals = pair.firstIndex(of: UInt8(ascii: "="))
      let name = FormItems.decode(pair.slice(from: 0, to: equals ?? pair.count))
      let value = FormItems.decode(equals.map { pair.slice(from: $0 + 1) } ?? .empty)
      switch (name, value) {
      case (.success(let name), .success(let value)): items.append(Item(name: name, value: value))
      case (.failure(let found), _), (_, .failure(let found)): fault = found
      }
    }
    if let fault { throw fault }
    self.items = items
  }

  /// The value of the first item of that name.
  public func first(_ name: String) -> String? { items.first { $0.name == name }?.value }

  public func all(_ name: String) -> [String] { items.filter { $0.name == name }.map(\.value) }

  /// The value under a name that may stand there once.
  public func only(_ name: String) throws(FormFault) -> String? {
    let values = all(name)
    guard values.count <= 1 else { throw .repeatedName }
    return values.first
  }

  /// The encoded form of items, for whoever has to write one.
  public static func encode(_ items: [(name: String, value: String)]) -> String {
    items.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
  }

  private static func decode(_ text: ByteView) -> Result<String, FormFault> {
    guard let bytes = PercentEncoding.decode(text, plusIsSpace: true) else { return .failure(.badEscape) }
    guard let decoded = String(validating: bytes, as: UTF8.self) else { return .failure(.invalidUTF8) }
    return .success(decoded)
  }
}
