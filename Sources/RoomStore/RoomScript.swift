internal import Redis
internal import WaitingRoom

/// The scripts of `lua/room`, with the keys that each declares, in its order.
enum RoomScript: Int, CaseIterable {
  case join, place, release, claim, leave, settle, settings, open, stats

  var name: String { "room/\(self)" }

  var keys: [RoomKey] {
    switch self {
    case .join: [.settings, .state, .line, .late, .seen, .turns, .users, .joinKeys0, .joinKeys1]
    case .place: [.settings, .state, .line, .late, .seen, .turns, .owed, .active, .users]
    case .release: [.settings, .state, .line, .late, .seen, .turns, .owed, .active]
    case .claim: [.settings, .state, .turns, .active]
    case .leave: [.settings, .state, .line, .late, .turns, .owed, .active]
    case .settle: [.settings, .state, .turns, .owed, .active, .users]
    case .settings: [.settings, .state]
    case .open: [.settings] + RoomKey.ofEpoch
    case .stats: [.settings, .state, .line, .late, .owed, .active]
    }
  }
}

/// What Redis holds of a room. All keys of a room carry it as their hash tag, so that they share a slot of a cluster; all
/// but the settings carry the epoch too.
enum RoomKey: String, CaseIterable {
  case settings, state, line, late, seen, turns, owed, active, users
  case joinKeys0 = "join-keys-0"
  case joinKeys1 = "join-keys-1"

  static let ofEpoch = RoomKey.allCases.filter { $0 != .settings }

  func name(_ room: RoomID, epoch: Int) -> String {
    self == .settings ? "usher:{\(room.text)}:settings" : "usher:{\(room.text)}:\(epoch):\(rawValue)"
  }
}
