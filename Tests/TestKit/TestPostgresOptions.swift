/// How a test wants its PostgreSQL. By default it does not wait for the disk.
public struct TestPostgresOptions: Sendable {
  /// Waits for the disk at each commit; only tests of crashes need that.
  public var synchronizes: Bool
  /// A password that TCP connections must give; the unix socket asks for none.
  public var password: String?
  /// More of `postgresql.conf`, as name and value (text values in their quotes).
  public var settings: [String: String]

  public init(synchronizes: Bool = false, password: String? = nil, settings: [String: String] = [:]) {
    self.synchronizes = synchronizes
    self.password = password
    self.settings = settings
  }
}
