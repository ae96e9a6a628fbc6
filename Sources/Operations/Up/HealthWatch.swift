import Configuration
import EventLoop
import Glibc
import Primitives

/// Asks processes for their `/readyz` until each has answered 200 once. Lives on one loop.
final class HealthWatch {
  private final class Target {
    let name: String
    let endpoint: Endpoint
    var isReady = false
    var probe: HealthProbe?

    init(name: String, endpoint: Endpoint) {
      self.name = name
      self.endpoint = endpoint
    }
  }

  private static let answerWithin = Duration.seconds(2)

  private let loop: Loop
  private let targets: [Target]

  init(loop: Loop, targets: [(name: String, address: ServerAddress)]) throws(CommandFault) {
    self.loop = loop
    var made: [Target] = []
    for (name, address) in targets {
      guard let endpoint = Endpoint(address.reachable.description) else {
        throw .fault("\(name): no address \(address)")
      }
      made.append(Target(name: name, endpoint: endpoint))
    }
    self.targets = made
  }

  /// Who has not answered yet.
  var missing: [String] { targets.filter { !$0.isReady }.map(\.name) }

  /// Puts the question to each who has not answered and isn't being asked.
  func ask() {
    for target in targets where !target.isReady && target.probe == nil {
      target.probe = HealthProbe(loop: loop, endpoint: target.endpoint, deadline: HealthWatch.answerWithin) { isReady in
        target.isReady = isReady
        target.probe = nil
      }
    }
  }
}

extension ServerAddress {
  /// Where to reach a listener on this machine: who listens on all addresses is reached on loopback.
  var reachable: ServerAddress {
    switch self {
    case .tcp("0.0.0.0", let port): .tcp(host: "127.0.0.1", port: port)
    case .tcp("::", let port): .tcp(host: "::1", port: port)
    default: self
    }
  }
}
