import Glibc

/// Lines for people and programs. They leave at once by write(2): the C library would hold them back in a pipe.
struct Terminal: Sendable {
  private let output: Int32
  private let errors: Int32

  init(output: Int32 = 1, errors: Int32 = 2) {
    self.output = output
    self.errors = errors
  }

  /// Somebody watches the lines about the work.
  var isInteractive: Bool { isatty(errors) == 1 }

  /// A line of the result, on standard output.
  func say(_ line: String) { Terminal.write(line + "\n", to: output) }

  /// Text of the result as it is.
  func emit(_ text: String) { Terminal.write(text, to: output) }

  /// A line about the work, on standard error.
  func note(_ line: String) { Terminal.write(line + "\n", to: errors) }

  private static func write(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        // A reader that has gone is no fault of the work; nobody is left to tell.
        guard errno == EINTR else { return }
        continue
      }
      bytes = bytes.dropFirst(count)
    }
  }
}
