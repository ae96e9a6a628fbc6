internal import CLibUV
internal import Glibc

/// What the operating system refused: an errno, the call that met it, and its text.
public struct SystemError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The errno, positive.
  public let code: Int32
  /// The call that failed, for a person to read.
  public let call: String

  public init(code: Int32, call: String) {
    self.code = code
    self.call = call
  }

  /// `code` as libuv gives it: negative.
  init(uv code: Int32, call: String) {
    self.init(code: -code, call: call)
  }

  /// The error of the call that just failed.
  static func last(_ call: String) -> SystemError { SystemError(code: errno, call: call) }

  /// "Address already in use".
  public var message: String {
    var text = [CChar](repeating: 0, count: 128)
    uv_strerror_r(-code, &text, text.count)
    return text.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
  }

  public var description: String { "\(call): \(message)" }

  /// Runs a libuv call and turns a negative answer into an error.
  @discardableResult
  static func check(_ call: String, _ result: Int32) throws(SystemError) -> Int32 {
    if result < 0 { throw SystemError(uv: result, call: call) }
    return result
  }
}

/// A loop could not be made or a thing on it not be started.
public typealias LoopError = SystemError
