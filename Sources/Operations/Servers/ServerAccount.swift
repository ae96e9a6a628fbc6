import Glibc

/// Who runs PostgreSQL, which refuses root: ourselves if we aren't root, else the account `postgres` where it reaches the
/// folder, else root in a user namespace that shows it as user 1000.
enum ServerAccount: Equatable, Sendable {
  case ourselves
  case account(user: uid_t, group: gid_t)
  case namespace

  /// Words before a command that make it run under this account, in the same process.
  var prefix: [String] {
    switch self {
    case .ourselves: []
    case .account(let user, let group):
      ["setpriv", "--reuid=\(user)", "--regid=\(group)", "--clear-groups", "--"]
    case .namespace: ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--"]
    }
  }

  /// The owner that the server's folder must have.
  var owner: (user: uid_t, group: gid_t)? {
    switch self {
    case .account(let user, let group): (user, group)
    case .ourselves, .namespace: nil
    }
  }

  /// Decides for the server's folder `folder` in `data`. Data that an account has made stays with it.
  static func choose(for folder: String, in data: DataFolder) throws(CommandFault) -> ServerAccount {
    guard geteuid() == 0 else { return .ourselves }
    let postgres = getpwnam("postgres").map { entry in
      ServerAccount.account(user: entry.pointee.pw_uid, group: entry.pointee.pw_gid)
    }
    let isTheirs = postgres?.owner.map { FileSystem.owner(of: folder) == $0.user } ?? false
    let isNew = !FileSystem.exists(folder)
    if let postgres, isTheirs || isNew, postgres.reaches(data.path) { return postgres }
    if !isTheirs, ChildCommand.succeeds(ServerAccount.namespace.prefix + ["true"]) { return .namespace }
    if let postgres, isTheirs || isNew {
      try data.letThrough()
      if postgres.reaches(data.path) { return postgres }
    }
    throw .fault(
      "PostgreSQL can't run as root, user namespaces are not allowed here, and no account `postgres` reaches \(folder): "
        + "put the data folder where that account may go, or run `usher up` as another user")
  }

  private func reaches(_ path: String) -> Bool { ChildCommand.succeeds(prefix + ["test", "-x", path]) }
}
