/// What became of a pass. Only an active one can change; it is over, too, once its end has passed.
public enum PassState: String, Sendable, CaseIterable {
  case active
  /// Its bearer is done.
  case complete
  /// An operator or the origin took it back.
  case revoked
  /// Taken back, and its ticket is owed another turn.
  case requeued
}
