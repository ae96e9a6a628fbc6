/// How a test wants its Redis. By default it forgets everything when it ends.
public struct TestRedisOptions: Sendable {
  public var password: String?
  /// Writes an append-only file, so that a restart finds the data again.
  public var appendOnly: Bool
  /// More of `redis.conf`, as name and value.
  public var settings: [String: String]

  public init(password: String? = nil, appendOnly: Bool = false, settings: [String: String] = [:]) {
    self.password = password
    self.appendOnly = appendOnly
    self.settings = settings
  }
}
