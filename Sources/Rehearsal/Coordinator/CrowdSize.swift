/// Over how many processes a crowd has to be spread.
enum CrowdSize {
  /// More visitors than that make a process slow to answer, which would count as the server's latency.
  static let visitorsPerProcessMax = 5_000
  /// Descriptors a process needs besides a connection a visitor.
  static let descriptorsReserved = 64

  /// - Parameter descriptors: what one process may have open.
  static func processes(users: Int, descriptors: Int, cores: Int) -> Int {
    let perProcess = max(1, min(visitorsPerProcessMax, descriptors - descriptorsReserved))
    let needed = (users + perProcess - 1) / perProcess
    // A small crowd needs no second process; a larger one should use all cores.
    return max(needed, users < 500 ? 1 : cores)
  }
}
