/// Paths of this site, such as `return_to`: what a link or a redirect may lead to.
public enum SitePath {
  /// How long a path may be, in bytes.
  public static let bytesMax = 2_048

  /// Whether `path` is an absolute path of the same origin, for every browser: it begins with one slash, not with two or
  /// with a slash and a backslash (another host to browsers), and holds visible ASCII without quotes or backslashes only.
  public static func isSafe(_ path: String) -> Bool {
    let bytes = path.utf8
    guard bytes.first == UInt8(ascii: "/"), bytes.count <= bytesMax else { return false }
    if bytes.dropFirst().first == UInt8(ascii: "/") { return false }
    return bytes.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "`"): false
      case 0x21...0x7E: true
      default: false
      }
    }
  }
}
