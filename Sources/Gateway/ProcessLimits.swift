internal import Glibc

/// What the system lets this process have.
enum ProcessLimits {
  /// Descriptors that are not for visitors: listeners, stores, origins, logs.
  private static let descriptorsKept = 1_024

  static var coresCount: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  /// How many visitors' connections fit under the limit of open files, which is raised as far as it goes.
  static var connectionsMax: Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return descriptorsKept }
    limit.rlim_cur = limit.rlim_max
    if setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) != 0 {
      guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return descriptorsKept }
    }
    let descriptors = Int(clamping: limit.rlim_cur)
    return max(descriptors / 2, descriptors - descriptorsKept)
  }
}
