import Glibc

/// Where a child's standard output and error go. The file is kept under a bound: what is in it moves to `NAME.log.1` when
/// it is reached.
final class LogFile {
  static let bytesMax = 64 << 20

  let path: String
  let descriptor: Int32

  init(_ path: String) throws(CommandFault) {
    self.path = path
    // O_APPEND: children that write go on at the new end after the file was emptied.
    descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .fault("can't open \(path): \(String(cString: strerror(errno)))") }
  }

  deinit { close(descriptor) }

  /// Moves the contents away when there is too much of it. Lines written in between are lost.
  func trim(bytesMax: Int = LogFile.bytesMax) {
    let size = Int(lseek(descriptor, 0, SEEK_END))
    guard size > bytesMax else { return }
    let old = open(path + ".1", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard old >= 0 else { return }
    defer { close(old) }
    var offset = off_t(0)
    while offset < off_t(size) {
      let count = sendfile(old, descriptor, &offset, size - Int(offset))
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { break }
    }
    ftruncate(descriptor, 0)
  }

  /// The last lines, for a message.
  func tail(lines count: Int = 10) -> String {
    let size = Int(lseek(descriptor, 0, SEEK_END))
    let length = min(size, 16_384)
    var bytes = [UInt8](repeating: 0, count: length)
    let got = pread(descriptor, &bytes, length, off_t(size - length))
    let lines = String(decoding: bytes.prefix(max(0, got)), as: UTF8.self).split(separator: "\n")
    return lines.suffix(count).joined(separator: "\n")
  }
}
