import Primitives

/// What a trusted origin, or the admin API, may have done with a pass.
enum PassCommand: String, Sendable, CaseIterable {
  /// The visitor is done: the pass ends and its slot is free.
  case complete
  /// The pass ends at once.
  case revoke
  /// The pass gets the whole of its lifetime again, from now.
  case extend
  /// The pass ends and the ticket is owed another turn.
  case requeue

  init?(_ text: ByteView) {
    for command in PassCommand.allCases where text.trimmed.buffer.elementsEqual(command.rawValue.utf8) {
      self = command
      return
    }
    return nil
  }
}
