import Foundation

/// Where the programs lie that the package builds beside the tests.
public enum TestExecutable {
  /// The `usher` of the same build.
  public static func usher() throws -> String {
    let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let path = URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("usher").path
    guard FileManager.default.isExecutableFile(atPath: path) else { throw TestKitFault("no executable \(path)") }
    return path
  }
}
