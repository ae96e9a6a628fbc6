import Glibc
import Operations

exit(UsherCommand(externals: []).run(Array(CommandLine.arguments.dropFirst())))
