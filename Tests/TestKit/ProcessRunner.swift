/// What a finished process said.
public struct ProcessResult: Sendable {
  public let status: ProcessStatus
  public let output: String
  public let errors: String

  public var succeeded: Bool { status == .exited(0) }
}

/// Runs a program to its end under a deadline, capturing what it writes.
public enum ProcessRunner {
  /// Throws only when the program can't be started or is not done in time (it is killed then).
  @discardableResult
  public static func run(
    _ arguments: [String], environment: [String: String] = [:], folder: String? = nil, input: String? = nil,
    timeout: Duration = .seconds(60)
  ) throws -> ProcessResult {
    let process = try RunningProcess(arguments, environment: environment, folder: folder, input: input)
    let status = try process.wait(timeout: timeout)
    return ProcessResult(status: status, output: process.output, errors: process.errors)
  }

  /// The same for a program that must succeed; gives its output.
  @discardableResult
  public static func check(
    _ arguments: [String], environment: [String: String] = [:], folder: String? = nil, input: String? = nil,
    timeout: Duration = .seconds(60)
  ) throws -> String {
    let result = try run(arguments, environment: environment, folder: folder, input: input, timeout: timeout)
    guard result.succeeded else {
      throw TestKitFault("\(arguments.joined(separator: " ")): \(result.status)\n\(result.output)\(result.errors)")
    }
    return result.output
  }
}
