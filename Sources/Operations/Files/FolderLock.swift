import Glibc

/// Says that one process works on a folder. The kernel takes the lock away however the process ends, so nothing stale
/// is ever left.
final class FolderLock {
  private let descriptor: Int32

  /// Takes the lock or says who has it.
  init(_ path: String) throws(CommandFault) {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .fault("can't open \(path): \(String(cString: strerror(errno)))") }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let holder = FolderLock.holder(of: descriptor)
      close(descriptor)
      throw .fault("another `usher up`\(holder) is running on this data folder: \(path) is locked")
    }
    let text = Array("\(getpid())\n".utf8)
    // Only for the message above: the lock itself is the kernel's.
    if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, text, text.count, 0) }
  }

  deinit {
    // Not by closing alone: a child that is being started has the descriptor, and so the lock, until it executes.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  private static func holder(of descriptor: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 32)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    let digits = String(decoding: bytes.prefix(max(0, count)).prefix { $0 != 10 }, as: UTF8.self)
    return digits.isEmpty ? "" : " (process \(digits))"
  }
}
