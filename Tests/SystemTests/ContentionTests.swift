import Foundation
import TestKit
import Testing

/// Buyers race for seats while core and PostgreSQL are killed; a small version of what `make chaos` does at length.
@Suite struct ContentionTests {
  @Test(.seeded) func nothingThatWasAcknowledgedIsLost() throws {
    let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Contention/contention.py").path
    let result = try ProcessRunner.run(
      [
        "python3", script, TestExecutable.usher(), "--answers", "800", "--kills", "3", "--clients", "32",
        "--processes", "2", "--rows", "30", "--seed", String(TestSeed.current % 1_000_000_000),
      ], timeout: .seconds(300))
    #expect(result.succeeded, "\(result.status)\n\(result.output)\(result.errors)")
    #expect(result.output.contains("27 promises checked, all hold"))
  }
}
