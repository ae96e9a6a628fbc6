/// What kind of network a ticket was taken from, as a number that rules give a meaning; `unknown` if nobody looked.
public struct NetworkClass: RawRepresentable, Sendable, Hashable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let unknown = NetworkClass(rawValue: 0)
}
