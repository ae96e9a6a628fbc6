import Foundation
import TestKit
import Testing

/// The browser and the scripts that drive it. Where either is missing the test says so instead of passing.
enum BrowserTools {
  static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Runs `Tests/Browser/{script}` and records what it found.
  static func run(_ script: String, _ arguments: [String], timeout: Duration) throws {
    let python = repository.appending(path: ".tools/venv/bin/python").path
    try #require(
      FileManager.default.isExecutableFile(atPath: python),
      "Tests/Tools/install-python-tools.sh makes .tools/venv, which drives the browser")
    let path = repository.appending(path: "Tests/Browser/\(script)").path
    let result = try ProcessRunner.run([python, path] + arguments, timeout: timeout)
    #expect(result.succeeded, "\(result.status)\n\(result.output)\(result.errors)")
  }
}
