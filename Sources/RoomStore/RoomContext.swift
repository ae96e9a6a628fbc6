internal import Redis
internal import WaitingRoom

/// What the store knows of a room: the newest epoch it has heard of, and the keys' names for it. Owned by one store.
final class RoomContext {
  let room: RoomID
  private(set) var epoch: Int
  private var keys: [RedisKeys?] = Array(repeating: nil, count: RoomScript.allCases.count)

  init(room: RoomID, epoch: Int) {
    self.room = room
    self.epoch = epoch
  }

  /// Goes on to a newer epoch; an older one changes nothing.
  func raise(to newer: Int) {
    guard newer > epoch else { return }
    epoch = newer
    for index in keys.indices { keys[index] = nil }
  }

  func keys(of script: RoomScript) -> RedisKeys {
    if let made = keys[script.rawValue] { return made }
    let made = RedisKeys(script.keys.map { $0.name(room, epoch: epoch) })
    keys[script.rawValue] = made
    return made
  }
}
