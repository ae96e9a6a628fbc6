/// How every `usher` command ends.
public enum ExitCode: Int32, Sendable {
  case done = 0
  /// It worked, and found a fault, or something refused what was asked.
  case fault = 1
  /// The command line itself is wrong.
  case usage = 2
  /// Something that the command needs could not be reached.
  case unreachable = 3
}
