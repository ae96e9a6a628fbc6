import Foundation

/// On a machine that is kept busy a deadline may pass between two questions: so many are asked all the same.
private let questionsMin = 20

/// Waits until `condition` holds, asking every `interval`; throws with `what` when it does not within `timeout`.
/// This is what a test does instead of a sleep. An error thrown by the condition counts as "not yet" and is named in
/// the failure.
public func eventually(
  _ what: String, timeout: Duration = .seconds(10), interval: Duration = .milliseconds(10),
  isolation: isolated (any Actor)? = #isolation, _ condition: () async throws -> Bool
) async throws {
  let deadline = ContinuousClock.now + timeout
  var last = "the condition stayed false"
  var questions = 0
  while true {
    questions += 1
    do {
      if try await condition() { return }
      last = "the condition stayed false"
    } catch {
      last = "the condition threw \(error)"
    }
    guard ContinuousClock.now < deadline || questions < questionsMin else {
      throw TestKitFault("not within \(timeout): \(what); \(last)")
    }
    try await Task.sleep(for: interval)
  }
}

/// The same for a synchronous test; it blocks its thread.
public func waitUntil(
  _ what: String, timeout: Duration = .seconds(10), interval: Duration = .milliseconds(10),
  _ condition: () throws -> Bool
) throws {
  let deadline = ContinuousClock.now + timeout
  var last = "the condition stayed false"
  var questions = 0
  while true {
    questions += 1
    do {
      if try condition() { return }
      last = "the condition stayed false"
    } catch {
      last = "the condition threw \(error)"
    }
    guard ContinuousClock.now < deadline || questions < questionsMin else {
      throw TestKitFault("not within \(timeout): \(what); \(last)")
    }
    usleep(UInt32(interval / .microseconds(1)))
  }
}
