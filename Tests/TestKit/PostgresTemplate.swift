import Foundation

/// A cluster that `initdb` made once; each test gets a copy, which is a tenth of the work. It is kept between runs.
enum PostgresTemplate {
  /// Where Debian keeps the servers' programs, newest first; empty when `postgres` is in `PATH` only.
  static let programs: String = {
    let root = "/usr/lib/postgresql"
    let versions = ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).compactMap { Int($0) }
    let found = versions.sorted(by: >).map { "\(root)/\($0)/bin/" }
    return found.first { FileManager.default.isExecutableFile(atPath: $0 + "postgres") } ?? ""
  }()

  private static let folder: Result<String, any Error> = Result { try make() }

  /// Copies the template to `path`, with its owner and modes.
  static func copy(to path: String) throws {
    try ProcessRunner.check(["cp", "-a", folder.get(), path])
  }

  private static func make() throws -> String {
    let account = try UnprivilegedAccount.current.get()
    let version = try ProcessRunner.check([programs + "postgres", "--version"])
    let digits = version.filter { $0.isNumber || $0 == "." }
    let root = "\(TemporaryFolder.root)/usher-template-\(getuid())-\(account.name)"
    guard mkdir(root, 0o755) == 0 || errno == EEXIST else { throw TestKitFault.system("mkdir \(root)", errno) }
    var information = stat()
    guard lstat(root, &information) == 0, information.st_uid == getuid(), information.st_mode & S_IFMT == S_IFDIR else {
      throw TestKitFault("\(root) is not a folder of ours")
    }
    let lock = open("\(root)/lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    guard lock >= 0, flock(lock, LOCK_EX) == 0 else { throw TestKitFault.system("lock \(root)", errno) }
    defer { close(lock) }
    let finished = "\(root)/\(digits)"
    if FileManager.default.fileExists(atPath: finished) { return finished }

    let fresh = "\(root)/new"
    if FileManager.default.fileExists(atPath: fresh) { try FileManager.default.removeItem(atPath: fresh) }
    guard mkdir(fresh, 0o700) == 0 else { throw TestKitFault.system("mkdir \(fresh)", errno) }
    try account.own(fresh)
    try ProcessRunner.check(
      account.prefix + [
        programs + "initdb", "--pgdata", fresh, "--username=usher", "--auth-local=trust", "--auth-host=scram-sha-256",
        "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions",
      ], folder: "/")
    guard rename(fresh, finished) == 0 else { throw TestKitFault.system("rename \(fresh)", errno) }
    return finished
  }
}
