/// Why a command ends without having done its work.
struct CommandFault: Error, Equatable, CustomStringConvertible {
  let exitCode: ExitCode
  let message: String

  var description: String { message }

  static func fault(_ message: String) -> CommandFault { CommandFault(exitCode: .fault, message: message) }
  static func usage(_ message: String) -> CommandFault { CommandFault(exitCode: .usage, message: message) }
  static func unreachable(_ message: String) -> CommandFault { CommandFault(exitCode: .unreachable, message: message) }
}
