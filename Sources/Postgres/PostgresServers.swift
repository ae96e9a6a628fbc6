internal import CPostgres
internal import Glibc
internal import Primitives

/// A connection string, taken apart: `postgresql://…` or `host=… dbname=…`, with several hosts if there are standbys.
///
/// libpq looks names up in the middle of a connection attempt and stops the loop meanwhile. So names are looked up here,
/// once, when the value is made (this blocks: do it at start), and every attempt goes to addresses. Everything else that
/// libpq knows, such as `target_session_attrs` or `sslmode`, is passed on as it is.
public struct PostgresServers: Sendable, Equatable {
  struct Host: Sendable, Equatable {
    /// As written: a name, an address, or the folder of a unix socket. What a certificate is checked against.
    let host: String
    /// Empty for a unix socket.
    let address: String
    let port: String
  }

  /// A name that stands for more addresses than this is cut to them.
  static let addressesPerNameMax = 8

  let hosts: [Host]
  let settings: [(keyword: String, value: String)]

  /// `password`, from a file of its own, takes the place of one in the string.
  public init(_ connection: String, password: String? = nil) throws(PostgresServersFault) {
    var settings: [(keyword: String, value: String)] = []
    for (keyword, value) in try PostgresServers.parse(connection) { settings.append((keyword, value)) }
    func take(_ keyword: String) -> [String] {
      guard let index = settings.firstIndex(where: { $0.keyword == keyword }) else { return [] }
      return settings.remove(at: index).value.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
    }
    let names = take("host")
    let addresses = take("hostaddr")
    let ports = take("port")
    let count = max(names.count, addresses.count, 1)
    guard names.isEmpty || addresses.isEmpty || names.count == addresses.count else {
      throw PostgresServersFault("\(names.count) hosts but \(addresses.count) hostaddr")
    }
    guard ports.count <= 1 || ports.count == count else {
      throw PostgresServersFault("\(ports.count) ports but \(count) hosts")
    }
    var hosts: [Host] = []
    for index in 0..<count {
      let name = index < names.count ? names[index] : ""
      let address = index < addresses.count ? addresses[index] : ""
      let port = ports.isEmpty ? "" : ports[min(index, ports.count - 1)]
      if !address.isEmpty || name.isEmpty || name.hasPrefix("/") || name.hasPrefix("@") {
        hosts.append(Host(host: name, address: address, port: port))
      } else {
        for address in try PostgresServers.lookUp(name) { hosts.append(Host(host: name, address: address, port: port)) }
      }
    }
    if let password {
      settings.removeAll { $0.keyword == "password" }
      settings.append(("password", password))
    }
    self.hosts = hosts
    self.settings = settings
  }

  public static func == (left: PostgresServers, right: PostgresServers) -> Bool {
    left.hosts == right.hosts && left.settings.elementsEqual(right.settings) { $0 == $1 }
  }

  /// Keywords and values for one attempt that begins with the host `first`.
  func keywords(startingAt first: Int, applicationName: String) -> [(keyword: String, value: String)] {
    let turn = first % hosts.count
    let order = hosts[turn...] + hosts[..<turn]
    var keywords = settings
    func add(_ keyword: String, _ value: String) { keywords.append((keyword, value)) }
    func has(_ keyword: String) -> Bool { settings.contains { $0.keyword == keyword } }
    if order.contains(where: { !$0.host.isEmpty }) { add("host", order.map(\.host).joined(separator: ",")) }
    if order.contains(where: { !$0.address.isEmpty }) { add("hostaddr", order.map(\.address).joined(separator: ",")) }
    if order.contains(where: { !$0.port.isEmpty }) { add("port", order.map(\.port).joined(separator: ",")) }
    add("client_encoding", "UTF8")
    if !has("application_name") { add("application_name", applicationName) }
    // The look for Kerberos credentials before each connection costs more than the connection.
    if !has("gssencmode") { add("gssencmode", "disable") }
    return keywords
  }

  private static func parse(_ connection: String) throws(PostgresServersFault) -> [(String, String)] {
    var message: UnsafeMutablePointer<CChar>?
    guard let options = PQconninfoParse(connection, &message) else {
      defer { PQfreemem(message) }
      throw PostgresServersFault(ByteView(cString: message).string.trimmedEnd)
    }
    defer { PQconninfoFree(options) }
    var settings: [(String, String)] = []
    var option = options
    while let keyword = option.pointee.keyword {
      if let value = option.pointee.val {
        settings.append((ByteView(cString: keyword).string, ByteView(cString: value).string))
      }
      option += 1
    }
    return settings
  }

  /// The addresses of a host name, or the name itself if it is one.
  private static func lookUp(_ name: String) throws(PostgresServersFault) -> [String] {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    let result = getaddrinfo(name, nil, &hints, &found)
    guard result == 0 else { throw PostgresServersFault("host \(name): \(String(cString: gai_strerror(result)))") }
    defer { freeaddrinfo(found) }
    var addresses: [String] = []
    var next = found
    while let entry = next?.pointee, addresses.count < addressesPerNameMax {
      var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
      if getnameinfo(entry.ai_addr, entry.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0 {
        let address = text.withUnsafeBufferPointer { ByteView(cString: $0.baseAddress).string }
        if !addresses.contains(address) { addresses.append(address) }
      }
      next = entry.ai_next
    }
    guard !addresses.isEmpty else { throw PostgresServersFault("host \(name) has no address") }
    return addresses
  }
}

/// What is wrong with a connection string.
public struct PostgresServersFault: Error, Equatable, Sendable, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}

extension String {
  /// Without the line end that libpq puts after its messages.
  var trimmedEnd: String {
    var text = Substring(self)
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}
