/// Why a key file was refused. It names lines, never what stands in them.
public enum KeyRingFault: Error, Equatable, Sendable, CustomStringConvertible {
  case tooLong
  case noKey
  case notAKey(line: Int)
  case repeatedKey(line: Int)
  case tooManyKeys(line: Int)

  public var description: String {
    switch self {
    case .tooLong: "the key file is too long"
    case .noKey: "the key file holds no key; it needs 64 hexadecimal digits on a line"
    case .notAKey(let line): "line \(line) of the key file is not a key of 64 hexadecimal digits"
    case .repeatedKey(let line): "line \(line) of the key file repeats an earlier key"
    case .tooManyKeys(let line): "line \(line) of the key file is one key too many; it may hold \(KeyRing.keysMax)"
    }
  }
}
