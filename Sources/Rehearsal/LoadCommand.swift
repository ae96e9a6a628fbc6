/// `usher load`: drives a real sale over HTTP with a crowd of people and robots, and judges what it saw.
public enum LoadCommand {
  public static let summary = "drive a real sale with a crowd, and see whether every promise is kept"

  /// Runs with the arguments behind the verb. Gives the exit code: 0 done, 1 a promise was broken, 2 wrong use, 3 could not
  /// reach something.
  public static func run(arguments: [String]) -> Int32 {
    if arguments.first == "--child", arguments.count == 2 { return CrowdCommand.run(planText: arguments[1]) }
    do throws(LoadFault) {
      let options = try LoadOptions(arguments)
      if options.wantsHelp {
        Output.write(LoadUsage.text, to: Output.result)
        return 0
      }
      let report = try Coordinator.run(options, at: SaleAddress.find(options))
      Output.write(options.wantsJSON ? report.json : report.text, to: Output.result)
      return report.exitCode
    } catch {
      Output.write("usher load: \(error.message)\n", to: Output.notes)
      return error.kind.rawValue
    }
  }
}
