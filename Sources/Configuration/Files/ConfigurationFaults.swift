/// Everything that is wrong with a file, in the order of the file; never empty.
public struct ConfigurationFaults: Error, Sendable, Equatable, CustomStringConvertible {
  public var faults: [ConfigurationFault]

  public init(_ faults: [ConfigurationFault]) { self.faults = faults }

  /// One line a fault.
  public var description: String { faults.map(\.description).joined(separator: "\n") }
}
