import Primitives

/// `DIR/endpoints.json`: where the parts of a running `usher up` are, as URLs. Ports are taken from it again at the next
/// start.
struct EndpointBook: Equatable, Sendable {
  var http: String
  var admin: String
  var redis: String
  var postgres: String

  init(http: String, admin: String, redis: String, postgres: String) {
    self.http = http
    self.admin = admin
    self.redis = redis
    self.postgres = postgres
  }

  /// `nil` when the file isn't there; a file that nobody can read any more is a fault.
  init?(file: String) throws(CommandFault) {
    guard let text = try FileSystem.read(file) else { return nil }
    do {
      let bytes = Array(text.utf8)
      let value = try bytes.withUnsafeBytes { raw throws(JSONFault) in try JSONReader.parse(ByteView(raw)) }
      guard case .object(let object) = value else { throw CommandFault.fault("\(file) holds no JSON object") }
      func url(_ name: String) throws(CommandFault) -> String {
        guard case .string(let text)? = object[name] else { throw .fault("\(file) does not name \(name)") }
        return text
      }
      self.init(
        http: try url("http"), admin: try url("admin"), redis: try url("redis"), postgres: try url("postgres"))
    } catch let fault as CommandFault {
      throw fault
    } catch {
      throw .fault("\(file): \(error)")
    }
  }

  var json: String {
    let buffer = ByteBuffer(capacity: 512)
    var writer = JSONWriter(buffer)
    writer.beginObject()
    writer.field("http", http)
    writer.field("admin", admin)
    writer.field("redis", redis)
    writer.field("postgres", postgres)
    writer.endObject()
    return buffer.readable.string + "\n"
  }

  /// The port that a URL of ours ends in.
  static func port(of url: String) -> UInt16? {
    let afterScheme = url.split(separator: "/").dropFirst().first ?? ""
    return afterScheme.split(separator: ":").last.flatMap { UInt16($0) }
  }
}
