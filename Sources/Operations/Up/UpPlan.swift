import Configuration
import Glibc

/// What a start is going to do, decided before anything runs: ports, servers, and the configuration of the children.
struct UpPlan {
  let data: DataFolder
  let redis: PrivateRedis
  let postgres: PrivatePostgres
  let configuration: UsherConfiguration
  let endpoints: EndpointBook

  /// Needs the folder's lock: it makes secrets, and takes ports that were used before as free.
  init(_ options: UpOptions, data: DataFolder) throws(CommandFault) {
    self.data = data
    let secrets = try Secrets(in: data)
    let remembered = try EndpointBook(file: data.endpoints)
    var configuration = try UpPlan.configured(options)
    configuration.server.listen = try UpPlan.open(
      options.listen ?? configuration.server.listen, remembered: remembered?.http, "visitors")
    configuration.admin.listen = try UpPlan.open(
      options.adminListen ?? configuration.admin.listen, remembered: remembered?.admin, "the admin listener")
    redis = try PrivateRedis(
      data: data, port: UpPlan.port(remembered: remembered?.redis), password: secrets.redisPassword)
    postgres = try PrivatePostgres(
      data: data, port: UpPlan.port(remembered: remembered?.postgres), password: secrets.postgresPassword)
    configuration.dataFolder = data.path
    configuration.tokens.keysFile = secrets.masterKeysFile
    configuration.admin.tokenFile = data.adminToken
    configuration.payments.webhookSecretFile = secrets.webhookFile
    configuration.redis.endpoint = .unix(path: redis.socket)
    configuration.redis.passwordFile = secrets.redisPasswordFile
    configuration.postgres.connection = postgres.connection()
    configuration.postgres.passwordFile = secrets.postgresPasswordFile
    UpPlan.placeSockets(&configuration, in: data.sockets)
    if options.demo { DemoConfiguration.configure(&configuration, assertionFile: secrets.assertionFile) }
    if let first = configuration.ruleFaults.first { throw .fault("\(first.path): \(first.message)") }
    self.configuration = configuration
    endpoints = EndpointBook(
      http: "http://\(configuration.server.listen)", admin: "http://\(configuration.admin.listen)", redis: redis.url,
      postgres: postgres.url)
  }

  /// Writes what the children read and what the verbs find the system by.
  func write() throws(CommandFault) {
    let head = "# Written by `usher up` at each start; change the file that --config names instead.\n"
    try FileSystem.replace(data.configuration, with: head + ConfigurationFile.text(configuration), mode: 0o600)
    try FileSystem.replace(data.endpoints, with: endpoints.json, mode: 0o600)
  }

  private static func configured(_ options: UpOptions) throws(CommandFault) -> UsherConfiguration {
    guard let file = options.configurationFile else { return UsherConfiguration() }
    do throws(ConfigurationFaults) {
      return try ConfigurationFile.load(file)
    } catch {
      throw .fault("the configuration has \(error.faults.count) faults:\n\(error)")
    }
  }

  /// The processes' own sockets, and the origin that is one of them.
  private static func placeSockets(_ configuration: inout UsherConfiguration, in folder: String) {
    let old = configuration.booking.listen
    configuration.booking.listen = .unix(path: folder + "/booking.sock")
    configuration.admitter.listen = .unix(path: folder + "/admitter.sock")
    for index in configuration.origins.indices where configuration.origins[index].endpoint == old {
      configuration.origins[index].endpoint = configuration.booking.listen
    }
  }

  /// `address` with a port that is ours to take. Port 0 means any, the one of the last start if it can be.
  private static func open(
    _ address: ServerAddress, remembered: String?, _ use: String
  ) throws(CommandFault) -> ServerAddress {
    guard case .tcp(let host, let port) = address else {
      throw .usage("up: \(address): \(use) need an address and a port")
    }
    if port == 0 {
      if let last = remembered.flatMap(EndpointBook.port(of:)), PortProbe.isFree(port: last, host: host) {
        return .tcp(host: host, port: last)
      }
      return .tcp(host: host, port: try PortProbe.free(host: host))
    }
    guard PortProbe.isFree(port: port, host: host) else {
      throw .fault("can't listen on \(address) for \(use): somebody else does, or the address is not of this machine")
    }
    return address
  }

  private static func port(remembered url: String?) throws(CommandFault) -> UInt16 {
    if let last = url.flatMap(EndpointBook.port(of:)), PortProbe.isFree(port: last) { return last }
    return try PortProbe.free()
  }
}
