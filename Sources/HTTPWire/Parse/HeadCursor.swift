import Glibc
import Primitives

/// How far a head has been read, and how far it has been searched in vain for the end of the line being read. Who sends a
/// line byte by byte causes one look at each byte, not one reading of the line.
struct HeadCursor {
  /// The beginning of the first line not yet taken.
  var next = 0
  private var searched = 0

  /// False if the line at `next` has begun before and still has no end.
  mutating func mayContinue(_ bytes: ByteView) -> Bool {
    guard searched > next else { return true }
    let found = memchr(bytes.base + searched, 0x0A, bytes.count - searched)
    searched = bytes.count
    return found != nil
  }

  /// Notes that the line at `next` ran out of bytes.
  mutating func ranOut(_ bytes: ByteView) { searched = bytes.count }
}
