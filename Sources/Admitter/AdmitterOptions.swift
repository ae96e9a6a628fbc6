internal import Configuration
internal import EventLoop
internal import RoomLedger
internal import RoomStore

/// What the process works with, from the configuration. Reading it looks at secret files and looks names up: it blocks.
struct AdmitterOptions {
  let listen: Endpoint
  let ledger: RoomLedgerOptions
  let store: RoomStoreOptions
  let admission: AdmissionOptions

  init(_ configuration: UsherConfiguration) throws(AdmitterFault) {
    listen = try AdmitterOptions.endpoint(configuration.admitter.listen)
    ledger = try AdmitterOptions.ledger(configuration.postgres)
    store = try AdmitterOptions.store(configuration.redis)
    var admission = AdmissionOptions()
    admission.pace.tick = configuration.admitter.tick
    admission.loadInterval = configuration.admitter.settingsInterval
    admission.releaseMax = configuration.admitter.releaseMax
    admission.staleAfter = max(admission.staleAfter, admission.loadInterval * 4)
    self.admission = admission
  }

  private static func ledger(_ postgres: PostgresConfiguration) throws(AdmitterFault) -> RoomLedgerOptions {
    let password = try secret(postgres.passwordFile)
    do throws(LedgerConnectionFault) {
      var options = try RoomLedgerOptions(connection: postgres.connection, password: password)
      options.applicationName = "usher admitter"
      options.connectionsMax = postgres.admitterConnections
      options.waitersMax = postgres.waitersMax
      options.connectTimeout = postgres.connectTimeout
      options.statementTimeout = postgres.statementTimeout
      options.preparesStatements = postgres.preparedStatements
      options.reconnectMin = postgres.reconnectMin
      options.reconnectMax = postgres.reconnectMax
      return options
    } catch {
      throw AdmitterFault(exitCode: 1, message: "postgres.connection: \(error)")
    }
  }

  private static func store(_ redis: RedisConfiguration) throws(AdmitterFault) -> RoomStoreOptions {
    var options = RoomStoreOptions(endpoint: try endpoint(redis.endpoint), password: try secret(redis.passwordFile))
    options.bound(
      connectTimeout: redis.connectTimeout, commandTimeout: redis.commandTimeout,
      commandsInFlightMax: redis.commandsInFlightMax, reconnectMin: redis.reconnectMin,
      reconnectMax: redis.reconnectMax)
    return options
  }

  private static func endpoint(_ address: ServerAddress) throws(AdmitterFault) -> Endpoint {
    guard let endpoint = Endpoint(address.description) else {
      throw AdmitterFault(exitCode: 1, message: "\(address) is no address to listen on or to connect to")
    }
    return endpoint
  }

  private static func secret(_ path: String?) throws(AdmitterFault) -> String? {
    guard let path else { return nil }
    do throws(FileFault) {
      return String(decoding: try SecretFile.read(path), as: UTF8.self)
    } catch {
      throw AdmitterFault(exitCode: 1, message: error.description)
    }
  }
}
