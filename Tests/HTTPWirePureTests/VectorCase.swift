import Foundation
import HTTPWire
import Testing
import WireKit

/// One case of the strict parser's fixtures in `$USHER_VECTORS/http1/llhttp-strict.json`.
struct VectorCase: Decodable {
  let file: String
  let name: String
  let type: String
  let input_base64: String
  let strict_accepts: Bool
  let messages_complete: Int
  let method: [String]
  let target: [String]
  let body: String

  var label: String { "\(file)|\(name)" }

  /// One fixture is the answers to two HEAD requests, which only its result shows.
  var kind: WireReader.Kind {
    if type == "request" { return .request }
    return .response(
      answering: label == "response/content-length.md|Content-Length reset when no body is received" ? .head : .get)
  }

  var input: [UInt8] { [UInt8](Data(base64Encoded: input_base64) ?? Data()) }

  /// Many fixtures lost the line end they closed with, and are not whole without it.
  var inputWithLineEnd: [UInt8] { input + [13, 10] }

  /// All cases; cancels the test that asks if the folder isn't named.
  static func all() throws -> [VectorCase] {
    guard let folder = ProcessInfo.processInfo.environment["USHER_VECTORS"] else {
      try Test.cancel("USHER_VECTORS doesn't name the folder of test vectors")
    }
    let file = URL(filePath: folder).appending(path: "http1/llhttp-strict.json")
    return try JSONDecoder().decode([VectorCase].self, from: Data(contentsOf: file))
  }
}
