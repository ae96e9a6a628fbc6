internal import CLibUV
internal import Glibc

/// How many files and sockets this process may have open.
public enum DescriptorLimit {
  private static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)

  /// The limit in force.
  public static var current: Int {
    var limit = rlimit()
    let result = getrlimit(DescriptorLimit.resource, &limit)
    precondition(result == 0, "getrlimit can't fail for this process")
    return Int(clamping: limit.rlim_cur)
  }

  /// Raises the limit in force as far as this process may, and returns it.
  @discardableResult
  public static func raise() -> Int {
    var limit = rlimit()
    getrlimit(resource, &limit)
    limit.rlim_cur = limit.rlim_max
    setrlimit(resource, &limit)
    return current
  }

  /// Connections a process may keep when some descriptors are reserved for everything else.
  public static func connectionsMax(reserving reserved: Int = 256) -> Int { max(16, current - reserved) }
}
