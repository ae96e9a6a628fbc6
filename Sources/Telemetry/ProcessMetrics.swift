internal import Glibc

/// What the system knows of this process, under the names that Prometheus' own libraries use.
public enum ProcessMetrics {
  /// Reads a few files under `/proc`; for whoever answers `/metrics`, not for each request.
  public static func snapshot() -> MetricsSnapshot {
    var families: [MetricFamily] = []
    func add(_ name: String, _ kind: MetricKind, _ help: String, _ value: Double?) {
      guard let value else { return }
      families.append(MetricFamily(name: name, help: help, kind: kind, samples: [MetricSample(value: value)]))
    }
    add("process_cpu_seconds_total", .counter, "User and system time in seconds.", cpuSeconds())
    add("process_resident_memory_bytes", .gauge, "Memory in use.", residentBytes())
    add("process_open_fds", .gauge, "Open descriptors.", openDescriptors())
    var limit = rlimit()
    if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
      add("process_max_fds", .gauge, "Descriptors that may be open.", Double(limit.rlim_cur))
    }
    return MetricsSnapshot(families: families)
  }

  private static func cpuSeconds() -> Double? {
    var usage = rusage()
    guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return nil }
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }

  private static func residentBytes() -> Double? {
    let descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 128)
    let count = read(descriptor, &bytes, bytes.count)
    guard count > 0 else { return nil }
    let fields = String(decoding: bytes[..<count], as: UTF8.self).split(separator: " ")
    guard fields.count > 1, let pages = Double(fields[1]) else { return nil }
    return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
  }

  private static func openDescriptors() -> Double? {
    guard let folder = opendir("/proc/self/fd") else { return nil }
    defer { closedir(folder) }
    var count = 0
    while readdir(folder) != nil { count += 1 }
    // Without `.`, `..` and the descriptor of the folder itself.
    return Double(count - 3)
  }
}
