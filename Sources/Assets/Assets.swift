internal import CAssets

/// The files under `lua/`, `sql/` and `pages/` as bytes inside the binary, so that one executable carries all it needs.
///
/// The bytes live as long as the process; a look-up is a binary search over a static table and allocates nothing
/// (the `String` variants copy). Safe from any thread. The list is made by `Tests/Tools/embed-assets.sh`.
public enum Assets {
  /// The bytes of the file at `path`, counted from the top of the repository ("lua/room/join.lua"); nil: no such file.
  public static func bytes(_ path: String) -> UnsafeRawBufferPointer? {
    var path = path
    return path.withUTF8 { name in
      var low = 0
      var high = table.count
      while low < high {
        let middle = low + (high - low) / 2
        let order = compare(table[middle].name, name)
        if order == 0 { return UnsafeRawBufferPointer(start: table[middle].bytes, count: table[middle].count) }
        if order < 0 { low = middle + 1 } else { high = middle }
      }
      return nil
    }
  }

  /// The text of `lua/{name}.lua`. A missing file is a programmer's fault and stops the process.
  public static func lua(_ name: String) -> String { text("lua/\(name).lua") }

  /// The text of `sql/{name}.sql`. A missing file is a programmer's fault and stops the process.
  public static func sql(_ name: String) -> String { text("sql/\(name).sql") }

  /// The bytes of `pages/{name}`, for example "shop.css"; nil: no such file.
  public static func page(_ name: String) -> UnsafeRawBufferPointer? { bytes("pages/\(name)") }

  /// The paths of all embedded files that begin with `prefix`, in byte order ("sql/migrations/0001-rooms.sql", …).
  public static func list(prefix: String) -> [String] {
    table.map { String(cString: $0.name) }.filter { $0.utf8.starts(with: prefix.utf8) }
  }

  private static func text(_ path: String) -> String {
    guard let bytes = bytes(path) else {
      preconditionFailure("\(path) is not embedded: see Tests/Tools/embed-assets.sh")
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Immutable static memory, hence safe to share.
  private nonisolated(unsafe) static let table = UnsafeBufferPointer(
    start: usher_assets(), count: usher_assets_count())

  /// Byte order of a NUL-ended name and `other`: below, at or above 0.
  private static func compare(_ name: UnsafePointer<CChar>, _ other: UnsafeBufferPointer<UInt8>) -> Int {
    var index = 0
    while true {
      let left = UInt8(bitPattern: name[index])
      if index == other.count { return left == 0 ? 0 : 1 }
      if left != other[index] { return left < other[index] ? -1 : 1 }
      index += 1
    }
  }
}
