import Glibc

/// The few file operations that running Usher needs, each with an error that names the path.
enum FileSystem {
  static let readBytesMax = 64 << 20

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  static func isExecutable(_ path: String) -> Bool { access(path, X_OK) == 0 }

  /// Makes the folder and those above it; one that is there already gets the mode too.
  static func makeFolder(_ path: String, mode: mode_t) throws(CommandFault) {
    if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
      let parent = String(path[..<slash])
      if !exists(parent) { try makeFolder(parent, mode: 0o755) }
    }
    if mkdir(path, mode) != 0 && errno != EEXIST { throw fault("make the folder", path) }
    var information = stat()
    guard stat(path, &information) == 0, information.st_mode & S_IFMT == S_IFDIR else {
      throw .fault("\(path) is no folder")
    }
    guard information.st_uid == geteuid() else { throw .fault("\(path) belongs to user \(information.st_uid)") }
    try setMode(path, mode)
  }

  static func setMode(_ path: String, _ mode: mode_t) throws(CommandFault) {
    if chmod(path, mode) != 0 { throw fault("set the mode of", path) }
  }

  static func owner(of path: String) -> uid_t? {
    var information = stat()
    return stat(path, &information) == 0 ? information.st_uid : nil
  }

  /// The whole text of a file; `nil` when there is none.
  static func read(_ path: String) throws(CommandFault) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 {
      if errno == ENOENT { return nil }
      throw fault("read", path)
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Glibc.read(descriptor, &part, part.count)
      if count < 0 && errno == EINTR { continue }
      if count < 0 { throw fault("read", path) }
      if count == 0 { return String(decoding: bytes, as: UTF8.self) }
      bytes += part[..<count]
      if bytes.count > readBytesMax { throw .fault("\(path) has more than \(readBytesMax) bytes") }
    }
  }

  /// Writes a file so that a reader, or a start after a crash, sees the old text or the whole new one.
  static func replace(_ path: String, with text: String, mode: mode_t) throws(CommandFault) {
    let fresh = path + ".new"
    unlink(fresh)
    let descriptor = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    if descriptor < 0 { throw fault("write", fresh) }
    defer { close(descriptor) }
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      if count < 0 { throw fault("write", fresh) }
      bytes = bytes.dropFirst(count)
    }
    if fchmod(descriptor, mode) != 0 || fsync(descriptor) != 0 { throw fault("write", fresh) }
    if Glibc.rename(fresh, path) != 0 { throw fault("rename", fresh) }
  }

  /// Removes a folder with all in it; one that isn't there is fine.
  static func removeFolder(_ path: String) throws(CommandFault) {
    guard let folder = opendir(path) else {
      if errno == ENOENT { return }
      throw fault("remove", path)
    }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name == "." || name == ".." { continue }
      let child = "\(path)/\(name)"
      if entry.pointee.d_type == UInt8(DT_DIR) {
        try removeFolder(child)
      } else if unlink(child) != 0 {
        throw fault("remove", child)
      }
    }
    if rmdir(path) != 0 { throw fault("remove", path) }
  }

  static func rename(_ old: String, to new: String) throws(CommandFault) {
    if Glibc.rename(old, new) != 0 { throw fault("rename", old) }
  }

  static func own(_ path: String, user: uid_t, group: gid_t) throws(CommandFault) {
    if chown(path, user, group) != 0 { throw fault("hand over", path) }
  }

  /// `path` with the working folder before it, and without a slash at its end.
  static func absolute(_ path: String) throws(CommandFault) -> String {
    var whole = path
    if !path.hasPrefix("/") {
      guard let folder = getcwd(nil, 0) else { throw fault("find the working folder for", path) }
      defer { free(folder) }
      whole = String(cString: folder) + "/" + path
    }
    while whole.count > 1 && whole.hasSuffix("/") { whole.removeLast() }
    return whole
  }

  private static func fault(_ action: String, _ path: String) -> CommandFault {
    .fault("can't \(action) \(path): \(String(cString: strerror(errno)))")
  }
}
