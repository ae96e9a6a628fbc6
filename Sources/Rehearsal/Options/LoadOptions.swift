import Primitives

/// What was asked for on the command line.
struct LoadOptions: Equatable {
  /// The gateway's address; nil: to be found by `config` or `data`.
  var url: String?
  var data = ".usher"
  var config: String?
  var event = "demo"
  /// Nil: named as the event.
  var room: String?
  var users = 1_000
  var spike = Duration.seconds(10)
  var robotsPerMillion = 100_000
  var manners = Manners()
  /// Nil: as long as the room's rate needs, and some more.
  var timeLimit: Duration?
  var seed: UInt64?
  var processes: Int?
  /// What the room lets be saved up; nil: the contract's own rule.
  var burst: Double?
  var wantsJSON = false
  var wantsHelp = false

  var roomName: String { room ?? event }

  init() {}
}
