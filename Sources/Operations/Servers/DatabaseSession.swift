import Configuration
import Postgres

/// Opens a blocking connection to PostgreSQL for a tool.
enum DatabaseSession {
  static func open(
    _ connection: String, password: String?, applicationName: String
  ) throws(CommandFault) -> PostgresSession {
    let servers: PostgresServers
    do throws(PostgresServersFault) {
      servers = try PostgresServers(connection, password: password)
    } catch {
      throw .fault("the connection to PostgreSQL: \(error)")
    }
    do throws(PostgresFault) {
      return try PostgresSession(servers, applicationName: applicationName)
    } catch {
      throw .unreachable("PostgreSQL: \(error)")
    }
  }

  /// As a running system's configuration says.
  static func open(_ configuration: PostgresConfiguration) throws(CommandFault) -> PostgresSession {
    var password: String?
    if let file = configuration.passwordFile {
      do throws(FileFault) {
        password = String(decoding: try SecretFile.read(file), as: UTF8.self)
      } catch {
        throw .unreachable("\(error)")
      }
    }
    return try open(configuration.connection, password: password, applicationName: "usher tool")
  }
}
