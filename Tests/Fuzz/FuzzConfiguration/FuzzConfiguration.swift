import Configuration
import Primitives

/// Configuration files: either faults with their places, or a configuration that breaks no rule and comes back as it
/// was.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = ByteView(start, count: count)
  let configuration: UsherConfiguration
  do throws(ConfigurationFaults) {
    configuration = try ConfigurationFile.parse(input, file: "f")
  } catch {
    precondition(!error.faults.isEmpty, "refused without a reason")
    for fault in error.faults {
      precondition(fault.position != nil, "a fault without a place")
      precondition(!fault.description.utf8.contains { $0 < 0x20 || $0 == 0x7f }, "a fault of more than a line")
    }
    return 0
  }
  precondition(configuration.ruleFaults.isEmpty, "took what breaks a rule")
  let text = Array(ConfigurationFile.text(configuration).utf8)
  let again = text.withUnsafeBytes { try? ConfigurationFile.parse(ByteView($0), file: "f") }
  precondition(again == configuration, "a configuration changed on the way")
  return 0
}
