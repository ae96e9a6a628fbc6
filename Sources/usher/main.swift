import Glibc
import Operations
import Rehearsal

let load = ExternalVerb("load", LoadCommand.summary) { LoadCommand.run(arguments: $0) }

exit(UsherCommand(externals: [load]).run(Array(CommandLine.arguments.dropFirst())))
