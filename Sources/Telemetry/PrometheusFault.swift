/// Why a text is not Prometheus' format, and on which line.
public struct PrometheusFault: Error, Sendable, Equatable, CustomStringConvertible {
  public var line: Int
  public var reason: String

  public init(line: Int, reason: String) {
    self.line = line
    self.reason = reason
  }

  public var description: String { "line \(line): \(reason)" }
}
