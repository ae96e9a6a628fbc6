import EventLoop
import Primitives

/// What one process of the crowd has to do: its share of the visitors, and how they behave.
struct CrowdPlan: Equatable {
  /// Where the gateway listens.
  var endpoint: String
  /// The name that requests are for.
  var host: String
  var room: String
  var event: String
  /// All visitors of the run, robots included.
  var users: Int
  /// Of a million visitors, how many are robots.
  var robotsPerMillion: Int
  /// This process has the visitors `process`, `process + processes`, …
  var process: Int
  var processes: Int
  var spike: Duration
  var manners: Manners
  var seed: UInt64

  /// The numbers of this process' visitors.
  var numbers: StrideTo<Int> { stride(from: process, to: users, by: processes) }

  /// Robots are spread evenly: every tenth visitor, say. Nil for a person.
  func robotKind(of number: Int) -> RobotKind? {
    let before = number * robotsPerMillion / 1_000_000
    guard (number + 1) * robotsPerMillion / 1_000_000 > before else { return nil }
    return RobotKind.allCases[before % RobotKind.allCases.count]
  }

  /// The randomness of one visitor, the same in every run with this seed however the crowd is divided.
  func random(of number: Int) -> SeededRandom {
    SeededRandom(seed: seed &+ UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
  }

  /// When a visitor comes: at a random moment of his own part of the spike.
  func arrival(of number: Int) -> Duration {
    var random = random(of: number)
    return spike * ((Double(number) + random.unit()) / Double(users))
  }

  /// A network of his own for each visitor, where the sale is on this machine.
  func source(of number: Int) -> NetworkAddress? {
    guard case .tcp(let address)? = Endpoint(endpoint), address.family == .v4, address.isLoopback else { return nil }
    return NetworkAddress(v4: 0x7F01_0001 &+ UInt32(number % 0xF0_0000))
  }
}
