import WaitingRoom

/// What an operator may do to a room besides changing its settings.
enum RoomAction: String, CaseIterable {
  case pause, resume, open, close

  /// Carries the action out on a room's state and settings. False: the state has no such step.
  func apply(to state: inout RoomState, _ settings: inout RoomSettings) -> Bool {
    switch self {
    case .pause: settings.isPaused = true
    case .resume: settings.isPaused = false
    case .open: return step(&state, to: .open)
    case .close: return step(&state, to: .closed)
    }
    return true
  }

  private func step(_ state: inout RoomState, to next: RoomState) -> Bool {
    if state == next { return true }
    guard state.canBecome(next) else { return false }
    state = next
    return true
  }
}
