/// Why the load driver ends without a report.
struct LoadFault: Error, Equatable {
  enum Kind: Int32 {
    case usage = 2
    case unreachable = 3
  }

  let kind: Kind
  let message: String

  static func usage(_ message: String) -> LoadFault { LoadFault(kind: .usage, message: message) }
  static func unreachable(_ message: String) -> LoadFault { LoadFault(kind: .unreachable, message: message) }
}
