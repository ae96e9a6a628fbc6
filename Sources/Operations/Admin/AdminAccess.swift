import Configuration
import EventLoop
import Glibc

/// Where the admin listener is, and the token that it wants.
struct AdminAccess: Equatable, Sendable {
  let endpoint: Endpoint
  /// As the URL names it, for the Host header and for messages.
  let authority: String
  let token: String

  /// By `--admin` and `--token-file`, else `--config`, else `--data`, else `USHER_ADMIN` and `USHER_ADMIN_TOKEN`, else the
  /// data folder `.usher`.
  init(_ arguments: ParsedArguments, environment: (String) -> String? = AdminAccess.variable) throws(CommandFault) {
    if let url = arguments[.admin] {
      self = try AdminAccess(url: url, token: AdminAccess.token(arguments, environment))
    } else if let file = arguments[.config] {
      let configuration = try RunningSystem.configuration(file: file)
      let tokenFile = arguments[.tokenFile] ?? configuration.admin.tokenFile
      self = try AdminAccess(
        url: "http://\(configuration.admin.listen.reachable)", token: AdminAccess.read(tokenFile))
    } else if arguments[.data] == nil, let url = environment("USHER_ADMIN") {
      self = try AdminAccess(url: url, token: AdminAccess.token(arguments, environment))
    } else {
      let data = try DataFolder(arguments[.data] ?? UpOptions().data)
      guard let book = try EndpointBook(file: data.endpoints) else {
        throw .unreachable(
          "no \(data.endpoints): start `usher up`, or name the running system by --data, --config or --admin")
      }
      self = try AdminAccess(url: book.admin, token: AdminAccess.read(arguments[.tokenFile] ?? data.adminToken))
    }
  }

  init(url: String, token: String) throws(CommandFault) {
    var rest = url[...]
    guard rest.hasPrefix("http://") else { throw .usage("\(url): write http://ADDRESS:PORT") }
    rest = rest.dropFirst("http://".count)
    if rest.hasSuffix("/") { rest = rest.dropLast() }
    authority = String(rest)
    let address = rest.hasPrefix("localhost:") ? "127.0.0.1:" + rest.dropFirst("localhost:".count) : authority
    guard let parsed = ServerAddress(address), let endpoint = Endpoint(parsed.reachable.description) else {
      throw .usage("\(url): write http://ADDRESS:PORT, with an address in digits or localhost")
    }
    self.endpoint = endpoint
    self.token = token
  }

  private static func token(
    _ arguments: ParsedArguments, _ environment: (String) -> String?
  ) throws(CommandFault) -> String {
    if let file = arguments[.tokenFile] { return try read(file) }
    if let token = environment("USHER_ADMIN_TOKEN") { return token }
    throw .usage("no token: name its file by --token-file, or set USHER_ADMIN_TOKEN")
  }

  /// The first token of a file of lines `TOKEN` or `NAME: TOKEN`.
  private static func read(_ file: String) throws(CommandFault) -> String {
    guard let text = try FileSystem.read(file) else { throw .unreachable("no token file \(file)") }
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let token = line.split(separator: ":").last.map { String($0.drop { $0 == " " }) } ?? ""
      if !token.isEmpty { return token }
    }
    throw .fault("\(file) holds no token")
  }

  static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }
}
