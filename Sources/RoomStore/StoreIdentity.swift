/// Which history of writes a Redis has: another one after a restart or a failover, even if the data look alike.
public struct StoreIdentity: Equatable, Sendable, CustomStringConvertible {
  /// 40 hexadecimal digits.
  public let replicationID: String
  public let isMaster: Bool

  public var description: String { replicationID }
}
