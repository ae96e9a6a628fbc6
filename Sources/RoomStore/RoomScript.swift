internal import Redis
internal import WaitingRoom

/// The scripts of `lua/room`, with the keys that every call of them declares, in their order. (Some calls have further ones.)
enum RoomScript: Int, CaseIterable {
  case join, place, places, release, claim, leave, settle, settings, open, stats

  var name: String { "room/\(self)" }

  var keys: [RoomKey] {
    switch self {
    case .join: [.settings, .state, .line, .late, .turns]
    case .place, .places: [.settings, .state, .line, .late, .seen, .turns, .owed, .active]
    case .release: [.settings, .state, .line, .late, .seen, .turns, .owed, .active]
    case .claim: [.settings, .state, .turns, .active]
    case .leave: [.settings, .state, .line, .late, .turns, .owed, .active]
    case .settle: [.settings, .state, .turns, .owed, .active]
    case .settings: [.settings, .state]
    case .open: [.settings] + RoomKey.ofEpoch
    case .stats: [.settings, .state, .line, .late, .owed, .active]
    }
  }
}

/// What Redis holds of a room, beside its owners (`OwnerKeys`). All keys of a room carry it as their hash tag, so that they share a slot of a cluster; all
/// but the settings carry the epoch too.
enum RoomKey: String, CaseIterable {
  case settings, state, line, late, seen, turns, owed, active

  static let ofEpoch = RoomKey.allCases.filter { $0 != .settings }

  func name(_ room: RoomID, epoch: Int) -> String {
    self == .settings ? "usher:{\(room.text)}:settings" : "usher:{\(room.text)}:\(epoch):\(rawValue)"
  }
}
