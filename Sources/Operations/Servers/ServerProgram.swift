import Glibc

/// Finds the programs of the private servers.
enum ServerProgram {
  /// `name` in `PATH`.
  static func find(_ name: String) throws(CommandFault) -> String {
    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
    for folder in path.split(separator: ":") where FileSystem.isExecutable("\(folder)/\(name)") {
      return "\(folder)/\(name)"
    }
    throw .unreachable("no program \(name) in PATH; `make build` installs what Usher needs")
  }

  /// The program that runs now.
  static func usher() throws(CommandFault) -> String {
    let bytes = [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
      count = max(0, readlink("/proc/self/exe", buffer.baseAddress!, buffer.count))
    }
    guard !bytes.isEmpty else { throw .fault("can't find the own program: \(String(cString: strerror(errno)))") }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Where PostgreSQL's programs are. `version` is the major version of existing data, which only its own programs read.
  static func postgresFolder(version: String?) throws(CommandFault) -> String {
    let debian = "/usr/lib/postgresql"
    let installed = versions(in: debian).sorted(by: >)
    let wanted = version.flatMap { Int($0) }.map { [$0] } ?? installed
    for number in wanted where FileSystem.isExecutable("\(debian)/\(number)/bin/postgres") {
      return "\(debian)/\(number)/bin"
    }
    if let version, !installed.isEmpty {
      throw .unreachable("the data is of PostgreSQL \(version), and only \(installed) are installed")
    }
    let found = try find("postgres")
    return String(found.dropLast("/postgres".count))
  }

  private static func versions(in folder: String) -> [Int] {
    guard let handle = opendir(folder) else { return [] }
    defer { closedir(handle) }
    var found: [Int] = []
    while let entry = readdir(handle) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if let number = Int(name) { found.append(number) }
    }
    return found
  }
}
