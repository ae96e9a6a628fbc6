import Crypto
import HTTP
import HTTPWire
import Primitives

/// Who may use the admin listener: bearers of a named token, asking for a host name that is really ours (so that no web
/// page can rebind a name to the loopback address) and not from another site's page.
struct AdminGuard {
  private let operators: [(name: String, digest: Digest32)]
  private let hosts: Set<String>

  init(tokens: [(name: String, token: String)], hosts: [String]) {
    operators = tokens.map { ($0.name, AdminGuard.digest($0.token)) }
    self.hosts = Set(hosts.map { $0.lowercased() } + ["localhost", "127.0.0.1", "[::1]"])
  }

  enum Verdict {
    case operatorNamed(String)
    case refused(Problem)
  }

  func check(_ head: RequestHead) -> Verdict {
    guard hosts.contains(head.host.string.lowercased()) else {
      return .refused(Problem(.unknownHost, detail: "the admin listener doesn't answer for this name; see admin.hosts"))
    }
    if let origin = head.first("origin"), !AdminGuard.isOwn(origin, head) { return .refused(Problem(.crossSite)) }
    guard let value = head.only("authorization"), value.hasPrefixIgnoringCase("bearer ") else {
      return .refused(Problem(.unauthorized, detail: "send the token: Authorization: Bearer …"))
    }
    let digest = SHA256.digest(value.slice(from: 7).trimmed)
    // Every token is compared, whichever fits, and digests of equal length: nothing is learnt from the time it takes.
    var found: String?
    for (name, known) in operators where known == digest { found = name }
    guard let found else { return .refused(Problem(.unauthorized, detail: "no operator has this token")) }
    return .operatorNamed(found)
  }

  private static func isOwn(_ origin: ByteView, _ head: RequestHead) -> Bool {
    guard let authority = head.first("host") else { return false }
    return origin.hasPrefixIgnoringCase("http://") && origin.slice(from: 7).equalsIgnoringCase(authority)
      || origin.hasPrefixIgnoringCase("https://") && origin.slice(from: 8).equalsIgnoringCase(authority)
  }

  private static func digest(_ token: String) -> Digest32 {
    var token = token
    return token.withUTF8 { SHA256.digest(ByteView(UnsafeRawBufferPointer($0))) }
  }
}
