public import Tokens

/// What a gateway must know that no configuration file holds, read from the files that the configuration names.
public struct GatewaySecrets: Sendable {
  /// The installation's keys: they seal tickets, sign passes and what origins are told.
  public var keys: KeyRing
  /// By the keys' ids; whose assertions of a user are believed.
  public var assertionKeys: [AssertionKey]
  /// Operators' bearer tokens by the operator's name.
  public var adminTokens: [(name: String, token: String)]
  public var redisPassword: String?
  public var postgresPassword: String?

  public init(
    keys: KeyRing, assertionKeys: [AssertionKey] = [], adminTokens: [(name: String, token: String)] = [],
    redisPassword: String? = nil, postgresPassword: String? = nil
  ) {
    self.keys = keys
    self.assertionKeys = assertionKeys
    self.adminTokens = adminTokens
    self.redisPassword = redisPassword
    self.postgresPassword = postgresPassword
  }
}
