internal import Glibc
public import Primitives

/// One JSON object a line, by `write(2)`: whole lines even if several processes share the pipe, because none is longer
/// than what the kernel writes at once. A reader that is gone or too slow costs lines, never time.
///
/// At most `linesPerSecondMax` lines a second are written, warnings and errors counted apart from the rest so that a
/// flood of the one cannot hide the other; what is left out is summed up in the next second's `log_lines_dropped`.
/// Owned by one loop.
public final class StructuredLog {
  /// The kernel's bound for a pipe's writes to stay whole (`PIPE_BUF`).
  public static let lineBytesMax = 4_096

  private struct Budget {
    var second: Int64 = .min
    var written = 0
    var dropped = 0
  }

  public let level: LogLevel
  private let process: String
  private let descriptor: Int32
  private let linesPerSecondMax: Int
  private let line = ByteBuffer(capacity: StructuredLog.lineBytesMax)
  private var minor = Budget()
  private var major = Budget()

  /// `process` names the writer in each line. The descriptor is not closed.
  public init(process: String, level: LogLevel = .info, linesPerSecondMax: Int = 1_000, descriptor: Int32 = 2) {
    precondition(linesPerSecondMax > 0, "a log needs room for a line")
    self.process = process
    self.level = level
    self.linesPerSecondMax = linesPerSecondMax
    self.descriptor = descriptor
  }

  /// Writes a line: `at`, `level`, `process`, `event`, and what `fields` adds. `fields` isn't called for a line that
  /// isn't written. A line that gets too long is written without its fields, as `"truncated": true`.
  public func log(
    _ level: LogLevel, _ event: StaticString, at now: WallInstant, fields: (inout JSONWriter) -> Void = { _ in }
  ) {
    guard level >= self.level else { return }
    let isMajor = level >= .warning
    var budget = isMajor ? major : minor
    if budget.second != now.seconds {
      let dropped = budget.dropped
      budget = Budget(second: now.seconds)
      if dropped > 0 {
        write(.warning, "log_lines_dropped", at: now) { json in
          json.field("count", dropped)
          json.field("severity", isMajor ? "warning" : "info")
        }
      }
    }
    if budget.written < linesPerSecondMax {
      budget.written += 1
      if !write(level, event, at: now, fields: fields) { budget.dropped += 1 }
    } else {
      budget.dropped += 1
    }
    if isMajor { major = budget } else { minor = budget }
  }

  @discardableResult
  func write(
    _ level: LogLevel, _ event: StaticString, at now: WallInstant, fields: (inout JSONWriter) -> Void
  ) -> Bool {
    compose(level, event, at: now, fields: fields)
    if line.readableCount > Self.lineBytesMax {
      compose(level, event, at: now) { $0.field("truncated", true) }
    }
    let bytes = line.readable
    var count = 0
    while count < bytes.count {
      let sent = Glibc.write(descriptor, bytes.base + count, bytes.count - count)
      if sent >= 0 {
        count += sent
      } else if errno != EINTR {
        return false
      }
    }
    return true
  }

  private func compose(
    _ level: LogLevel, _ event: StaticString, at now: WallInstant, fields: (inout JSONWriter) -> Void
  ) {
    line.clear(keepingAtMost: 4 * Self.lineBytesMax)
    var json = JSONWriter(line)
    json.beginObject()
    json.field("at", now)
    json.field("level", level.rawValue)
    json.field("process", process)
    json.field("event", event)
    fields(&json)
    json.endObject()
    line.append(byte: UInt8(ascii: "\n"))
  }
}
