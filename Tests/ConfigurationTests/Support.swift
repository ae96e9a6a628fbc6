import Configuration
import Foundation
import Primitives

enum Files {
  /// The checkout's top folder.
  static let root: URL = (0..<3).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  static func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent(folder).path).sorted()
  }
}

func configuration(_ text: String, file: String = "usher.yaml") throws(ConfigurationFaults) -> UsherConfiguration {
  let buffer = ByteBuffer()
  buffer.append(text)
  return try ConfigurationFile.parse(buffer.readable, file: file)
}

/// The faults of a text, as `line:column: message`.
func faults(_ text: String) -> [String] {
  do throws(ConfigurationFaults) {
    _ = try configuration(text, file: "f")
    return []
  } catch {
    return error.faults.map { String($0.description.dropFirst(2)) }
  }
}

func yaml(_ text: String, limits: YAMLLimits = YAMLLimits()) throws(YAMLFault) -> YAMLNode {
  let buffer = ByteBuffer()
  buffer.append(text)
  return try YAMLReader.parse(buffer.readable, limits: limits)
}
