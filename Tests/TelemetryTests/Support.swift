import Foundation
import Primitives
import Telemetry

func prometheusText(_ snapshot: MetricsSnapshot) -> String {
  let buffer = ByteBuffer()
  PrometheusText.append(snapshot, to: buffer)
  return buffer.string
}

func parsed(_ text: String) throws(PrometheusFault) -> MetricsSnapshot {
  let buffer = ByteBuffer()
  buffer.append(text)
  return try PrometheusReader.parse(buffer.readable)
}

/// A pipe whose reading end is asked for what has arrived.
final class LinePipe {
  private var ends: [Int32] = [0, 0]
  var writer: Int32 { ends[1] }

  init(blocking: Bool = true) {
    precondition(pipe(&ends) == 0, "no pipe")
    _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
    if !blocking { _ = fcntl(ends[1], F_SETFL, O_NONBLOCK) }
  }

  deinit { ends.forEach { _ = close($0) } }

  func text() -> String {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(ends[0], &chunk, chunk.count)
      if count <= 0 { return String(decoding: bytes, as: UTF8.self) }
      bytes += chunk[..<count]
    }
  }

  func lines() throws -> [JSONObject] {
    try text().split(separator: "\n").map { line in
      let buffer = ByteBuffer()
      buffer.append(String(line))
      guard let object = try JSONReader.parse(buffer.readable).objectValue else { throw CancellationError() }
      return object
    }
  }
}
