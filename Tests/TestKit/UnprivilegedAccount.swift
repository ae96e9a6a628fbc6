import Foundation

/// PostgreSQL refuses to run as root. Root runs it as `postgres` where that account can reach the folder, else in a user
/// namespace in which root appears as user 1000; anybody else runs it as himself.
struct UnprivilegedAccount: Sendable {
  /// What comes before the command's own words.
  let prefix: [String]
  /// Who must own the data folder; `nil`: whoever makes it.
  let owner: (user: uid_t, group: gid_t)?
  /// Part of the template folder's name, because a template belongs to one account.
  let name: String

  /// Decided once, for folders under `TemporaryFolder.root`.
  static let current: Result<UnprivilegedAccount, TestKitFault> = Result { () throws(TestKitFault) in try choose() }

  private static func choose() throws(TestKitFault) -> UnprivilegedAccount {
    guard getuid() == 0 else { return UnprivilegedAccount(prefix: [], owner: nil, name: "user-\(getuid())") }
    if let entry = getpwnam("postgres") {
      let (user, group) = (entry.pointee.pw_uid, entry.pointee.pw_gid)
      let prefix = ["setpriv", "--reuid=\(user)", "--regid=\(group)", "--clear-groups", "--"]
      if (try? ProcessRunner.run(prefix + ["test", "-x", TemporaryFolder.root]))?.succeeded == true {
        return UnprivilegedAccount(prefix: prefix, owner: (user, group), name: "postgres")
      }
    }
    let prefix = ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--"]
    if (try? ProcessRunner.run(prefix + ["true"]))?.succeeded == true {
      return UnprivilegedAccount(prefix: prefix, owner: nil, name: "namespace")
    }
    throw TestKitFault(
      "PostgreSQL can't run as root here: no account postgres that reaches \(TemporaryFolder.root), and no user namespace"
    )
  }

  /// Hands `path` to the account.
  func own(_ path: String) throws {
    guard let owner else { return }
    guard chown(path, owner.user, owner.group) == 0 else { throw TestKitFault.system("chown \(path)", errno) }
  }
}
