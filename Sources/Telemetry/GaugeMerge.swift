/// How the same gauge of several loops becomes one number.
public enum GaugeMerge: Sendable {
  /// Each loop has its part of the whole, as with open connections.
  case sum
  /// All loops look at the same thing, as with a room's length.
  case maximum
}
