import Assets
import Primitives

/// The static files of the pages under `/usher/assets/`. Read once at first use; from then on a look-up is one hash.
public enum PageAssets {
  public static let prefix: StaticString = "/usher/assets/"
  public static let cacheControl: StaticString = "public, max-age=31536000, immutable"

  /// The file at exactly this path; nil: 404.
  public static func lookup(_ path: String) -> PageAsset? { byPath[path] }

  /// The path of a file by its name under `pages/`, as in "usher.css". A missing file is a programmer's fault.
  static func path(_ name: String) -> String {
    guard let asset = byName[name] else { preconditionFailure("pages/\(name) is not embedded") }
    return asset.path
  }

  /// Every file, in the order of their names.
  public static let all: [PageAsset] = Assets.list(prefix: "pages/").compactMap { asset(String($0.dropFirst(6))) }
  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
  private static let byPath = Dictionary(uniqueKeysWithValues: all.map { ($0.path, $0) })

  private static func asset(_ name: String) -> PageAsset? {
    guard let dot = name.lastIndex(of: "."), let type = contentType(String(name[name.index(after: dot)...])),
      let bytes = Assets.page(name)
    else { return nil }
    let hash = fingerprint(bytes)
    let path = "\(prefix)\(name[..<dot]).\(hash)\(name[dot...])"
    return PageAsset(path: path, etag: "\"\(hash)\"", contentType: type, name: name)
  }

  private static func contentType(_ suffix: String) -> StaticString? {
    switch suffix {
    case "css": "text/css; charset=utf-8"
    case "js": "text/javascript; charset=utf-8"
    case "svg": "image/svg+xml"
    default: nil
    }
  }

  /// FNV-1a, 64 bits, 16 hexadecimal digits: tells versions of our own files apart, and proves nothing.
  private static func fingerprint(_ bytes: UnsafeRawBufferPointer) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let buffer = ByteBuffer(capacity: 16)
    buffer.appendHex(hash, digits: 16)
    return buffer.readable.string
  }
}
