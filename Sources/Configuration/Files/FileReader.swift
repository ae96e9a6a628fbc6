internal import Glibc

/// Small files, read whole. For start-up; it blocks.
enum FileReader {
  static func read(_ path: String, bytesMax: Int, onlyOwner: Bool = false) throws(FileFault) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileFault("cannot be opened: \(reason())") }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw FileFault("is not a regular file")
    }
    if onlyOwner, status.st_mode & (S_IRWXG | S_IRWXO) != 0 {
      throw FileFault("can be read by others; take that away with `chmod 600`")
    }
    var bytes = [UInt8](repeating: 0, count: bytesMax + 1)
    var count = 0
    while count < bytes.count {
      let room = bytes.count - count
      let got = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress! + count, room) }
      if got < 0 {
        if errno == EINTR { continue }
        throw FileFault("cannot be read: \(reason())")
      }
      if got == 0 { break }
      count += got
    }
    guard count <= bytesMax else { throw FileFault("is longer than \(bytesMax) bytes") }
    return Array(bytes[..<count])
  }

  /// The path from the root on.
  static func absolute(_ path: String) -> String {
    if path.hasPrefix("/") { return path }
    guard let folder = getcwd(nil, 0) else { return path }
    defer { free(folder) }
    return FilePath.resolved(path, relativeTo: String(cString: folder))
  }

  private static func reason() -> String { String(cString: strerror(errno)) }
}
