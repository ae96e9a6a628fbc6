import Configuration
import EventLoop
import Glibc
import Primitives

/// Where the gateway of the sale is.
struct SaleAddress: Equatable {
  let endpoint: Endpoint
  /// For `Host`.
  let host: String

  var url: String { "http://\(host)" }

  /// `http://ADDRESS:PORT`, with nothing behind it.
  init?(url: String) {
    guard url.lowercased().hasPrefix("http://") else { return nil }
    var authority = String(url.dropFirst(7))
    if authority.hasSuffix("/") { authority.removeLast() }
    if authority.hasPrefix("localhost:") { authority = "127.0.0.1:" + authority.dropFirst(10) }
    guard let endpoint = Endpoint(authority), case .tcp = endpoint else { return nil }
    self.endpoint = endpoint
    host = authority
  }

  /// What the options name, or where the running system says that it is.
  static func find(_ options: LoadOptions) throws(LoadFault) -> SaleAddress {
    if let url = options.url {
      guard let address = SaleAddress(url: url) else {
        throw .usage("--url \(url): expected http://ADDRESS:PORT, with an address and not a name")
      }
      return address
    }
    if let file = options.config { return try find(configuration: file) }
    let file = "\(options.data)/endpoints.json"
    guard let text = read(file) else {
      throw .unreachable("no \(file): start `usher up`, or name the running system by --url, --data or --config")
    }
    guard let url = (try? JSONReader.parse(text))?.objectValue?["http"]?.stringValue,
      let address = SaleAddress(url: url)
    else { throw .unreachable("\(file) does not say where `http` is") }
    return address
  }

  private static func find(configuration file: String) throws(LoadFault) -> SaleAddress {
    let configuration: UsherConfiguration
    do throws(ConfigurationFaults) {
      configuration = try ConfigurationFile.load(file)
    } catch {
      throw .unreachable("\(file) can't be used:\n\(error)")
    }
    guard let address = SaleAddress(url: "http://\(configuration.server.listen)") else {
      throw .unreachable("\(file): the gateway listens on \(configuration.server.listen), which is no TCP port")
    }
    return address
  }

  /// At most 64 KiB of a file; nil if it can't be read.
  private static func read(_ path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { _ = close(descriptor) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4_096)
    while bytes.count < 65_536 {
      let count = Glibc.read(descriptor, &piece, piece.count)
      if count < 0 { return nil }
      if count == 0 { break }
      bytes += piece[..<count]
    }
    return bytes
  }
}
