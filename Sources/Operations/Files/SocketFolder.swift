import Glibc
import Primitives

/// Where private unix sockets lie: a folder in the data folder, or, if paths in there would be longer than a socket's path
/// may be, one of our own under `/tmp` that is named after it.
enum SocketFolder {
  /// The longest name that lies in it: `/.s.PGSQL.65535.lock`.
  private static let nameBytesMax = 20
  private static let pathBytesMax = 107

  static func path(for wanted: String) -> String {
    if wanted.utf8.count + nameBytesMax <= pathBytesMax { return wanted }
    let bytes = Array(wanted.utf8)
    let hash = bytes.withUnsafeBytes { ByteView($0).hash32() }
    return "/tmp/usher-\(geteuid())-" + String(hash, radix: 16)
  }
}
