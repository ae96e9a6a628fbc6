import EventLoop
import Postgres
import Testing

/// A loop with a pool on it, for one test.
final class PostgresHarness {
  let loop: Loop
  let pool: PostgresPool

  init(_ url: String, _ adjust: (inout PostgresOptions) -> Void = { _ in }) throws {
    loop = try Loop()
    var options = PostgresOptions(servers: try PostgresServers(url), connectionsMax: 1, queryDeadline: .seconds(20))
    adjust(&options)
    pool = PostgresPool(loop: loop, options: options)
  }

  deinit {
    pool.close()
    loop.close()
  }

  /// Runs the loop until `start` has called back; a test that waits longer than `limit` fails.
  func wait<Value>(limit: Duration = .seconds(20), _ start: (@escaping (Value) -> Void) -> Void) throws -> Value {
    var value: Value?
    var isLate = false
    let timer = loop.addTimer(after: limit) { [loop] in
      isLate = true
      loop.stop()
    }
    defer { timer.cancel() }
    start { [loop] in
      value = $0
      loop.stop()
    }
    while true {
      if let value { return value }
      try #require(!isLate, "no answer within \(limit)")
      loop.run()
    }
  }

  /// Runs the loop until `condition` holds.
  func waitUntil(limit: Duration = .seconds(20), _ condition: @escaping () -> Bool) throws {
    let _: Void = try wait(limit: limit) { done in
      var timer: LoopTimer?
      timer = loop.addTimer(after: .zero, repeat: .milliseconds(5)) {
        guard condition() else { return }
        timer?.cancel()
        done(())
      }
    }
  }

  func query(
    _ statement: PostgresStatement, _ parameters: [PostgresParameter] = [], deadline: Duration? = nil
  ) throws -> Result<PostgresResult, PostgresFault> {
    try wait { pool.query(statement, parameters, deadline: deadline, $0) }
  }
}
