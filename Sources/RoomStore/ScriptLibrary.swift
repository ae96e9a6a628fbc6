internal import Assets
internal import Redis

/// Puts scripts together: Redis' Lua has no `require`, so the prelude and the parts that a script's first line names
/// (`-- Parts: turn, presence`) are put before it.
enum ScriptLibrary {
  /// Whose clock the scripts read.
  enum Prelude: String {
    /// Redis' own.
    case clock = "prelude"
    /// The last argument: for a simulator's private Redis.
    case simulated = "prelude-simulated"
  }

  static func script(_ name: String, _ prelude: Prelude) -> RedisScript {
    RedisScript(name: name, source: source(name, prelude))
  }

  static func source(_ name: String, _ prelude: Prelude) -> String {
    let body = Assets.lua(name)
    return ([Assets.lua(prelude.rawValue)] + parts(of: body).map { Assets.lua("parts/\($0)") } + [body]).joined()
  }

  private static func parts(of body: String) -> [String] {
    let mark = "-- Parts: "
    guard body.hasPrefix(mark) else { return [] }
    let line = body.prefix { !$0.isNewline }.dropFirst(mark.count)
    return line.split(separator: ",").map { String($0.drop { $0 == " " }) }
  }
}
