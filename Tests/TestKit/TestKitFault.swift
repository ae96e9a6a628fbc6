import Glibc

/// What TestKit itself could not do; the message says which daemon, file or wait it was.
public struct TestKitFault: Error, CustomStringConvertible {
  public let description: String
  /// The `errno` of a failed system call; 0 for anything else.
  public let code: Int32

  public init(_ description: String, code: Int32 = 0) {
    self.description = description
    self.code = code
  }

  /// A failed system call, with its name and the text of its `errno`.
  static func system(_ call: String, _ code: Int32) -> TestKitFault {
    TestKitFault("\(call): \(String(cString: strerror(code)))", code: code)
  }
}
