import Foundation
import Primitives
import TestKit
import Testing

/// A script run by the Python of `.tools/venv`, which has other people's implementations of what Usher does itself.
/// JSON goes in and comes out.
enum PythonTool {
  private static let root = (0..<3).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent()
  }

  static func run(_ script: String, _ input: [String: Any]) throws -> [String: Any] {
    let python = root.appendingPathComponent(".tools/venv/bin/python").path
    guard FileManager.default.isExecutableFile(atPath: python) else {
      try Test.cancel("no Python tools; make them with Tests/Tools/install-python-tools.sh")
    }
    let path = root.appendingPathComponent("Tests/InteroperabilityTests/python/\(script)").path
    let text = String(decoding: try JSONSerialization.data(withJSONObject: input), as: UTF8.self)
    let output = try ProcessRunner.check([python, path], input: text)
    return try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
  }
}
