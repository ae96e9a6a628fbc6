/// Processes that are stopped in stages: who uses something ends before what he uses. Lives on the supervisor's loop.
final class ProcessGroup {
  private var stages: [[SupervisedProcess]] = []
  private var stopping: [SupervisedProcess] = []

  var all: [SupervisedProcess] { stages.flatMap { $0 } }

  /// Starts processes that use those started before.
  func start(_ processes: [SupervisedProcess]) {
    stages.append(processes)
    for process in processes { process.start() }
  }

  /// Stops the last stage first; says when nothing runs any more.
  func stop(then: @escaping () -> Void) {
    guard let stage = stages.popLast() else { return then() }
    var left = stage.count
    stopping = stage
    for process in stage {
      process.stop { [self] in
        left -= 1
        if left == 0 { stop(then: then) }
      }
    }
  }

  /// Kills what is being stopped and takes too long for the user.
  func kill() { for process in stopping { process.kill() } }
}
