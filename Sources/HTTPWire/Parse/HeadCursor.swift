import Primitives

/// How far a head has been read. A line that isn't whole is read anew when more has arrived; only a header's value, which may
/// be nearly as long as the head, is searched on from where it broke off, so that who sends it byte by byte causes one look at
/// each byte.
struct HeadCursor {
  /// The beginning of the first line not yet taken.
  var next = 0
  /// Where in that line's value the search for its end goes on; at most `next` if no value was begun.
  private var searched = 0

  /// False if there is no news for the line at `next`: its value goes on and on. A head that has reached its limit is read once
  /// more whatever it is: what is wrong with it comes before its length, as it does when all arrives at once.
  mutating func mayContinue(_ bytes: ByteView, _ limits: HeadLimits) -> Bool {
    guard searched > next, bytes.count < limits.headBytesMax else { return true }
    searched = FieldLines.endOfText(bytes.base, searched, bytes.count)
    return searched < bytes.count
  }

  /// Notes that the bytes ran out in the value of the line at `next`, of which nothing before `index` ends it.
  mutating func waitForEnd(ofValueAt index: Int) { searched = index }
}
