import Configuration
import EventLoop
import HTTP
import HTTPWire
import Primitives
import RoomLedger
import RoomStore

/// Turns what is configured into the stores' and origins' options.
enum GatewayStores {
  static func endpoint(_ address: ServerAddress) throws(GatewayFault) -> Endpoint {
    guard let endpoint = Endpoint("\(address)") else {
      throw GatewayFault("\(address) is no address to listen on or reach")
    }
    return endpoint
  }

  static func redis(_ configuration: UsherConfiguration, _ secrets: GatewaySecrets) throws(GatewayFault)
    -> RoomStoreOptions
  {
    let redis = configuration.redis
    var options = RoomStoreOptions(endpoint: try endpoint(redis.endpoint), password: secrets.redisPassword)
    options.bound(
      connectTimeout: redis.connectTimeout, commandTimeout: redis.commandTimeout,
      commandsInFlightMax: redis.commandsInFlightMax, reconnectMin: redis.reconnectMin,
      reconnectMax: redis.reconnectMax)
    return options
  }

  static func postgres(
    _ configuration: UsherConfiguration, _ secrets: GatewaySecrets
  ) throws(GatewayFault) -> RoomLedgerOptions {
    let postgres = configuration.postgres
    do {
      var options = try RoomLedgerOptions(connection: postgres.connection, password: secrets.postgresPassword)
      options.connectionsMax = postgres.gatewayConnectionsPerWorker
      options.waitersMax = postgres.waitersMax
      options.connectTimeout = postgres.connectTimeout
      options.statementTimeout = postgres.statementTimeout
      options.preparesStatements = postgres.preparedStatements
      options.reconnectMin = postgres.reconnectMin
      options.reconnectMax = postgres.reconnectMax
      return options
    } catch {
      throw GatewayFault("postgres.connection: \(error)")
    }
  }

  static func upstream(_ origin: OriginConfiguration, loop: Loop) throws(GatewayFault) -> UpstreamPool {
    var limits = UpstreamLimits()
    limits.connectionsMax = origin.connectionsMax
    limits.waitersMax = origin.waitersMax
    limits.streamsMax = origin.streamsMax
    limits.connectMilliseconds = milliseconds(origin.connectTimeout)
    limits.responseHeadMilliseconds = milliseconds(origin.responseTimeout)
    limits.bodyMilliseconds = milliseconds(origin.responseTimeout)
    limits.idleMilliseconds = milliseconds(origin.idleTimeout)
    limits.requestBufferBytesMax = origin.bufferBytesMax
    return UpstreamPool(loop: loop, endpoint: try endpoint(origin.endpoint), limits: limits)
  }

  private static func milliseconds(_ duration: Duration) -> Int { max(1, Int(duration / .milliseconds(1))) }
}
