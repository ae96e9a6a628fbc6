/// Why a gateway can't start.
public struct GatewayFault: Error, Sendable, CustomStringConvertible {
  /// What is wrong, and what to do about it.
  public let description: String

  init(_ description: String) {
    self.description = description
  }
}
