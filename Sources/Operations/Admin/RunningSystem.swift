import Configuration

/// What the verbs know of a running system by `--config` or `--data`.
enum RunningSystem {
  static func configuration(_ arguments: ParsedArguments) throws(CommandFault) -> UsherConfiguration {
    if let file = arguments[.config] { return try configuration(file: file) }
    let data = try DataFolder(arguments[.data] ?? UpOptions().data)
    guard FileSystem.exists(data.configuration) else {
      throw .unreachable("no \(data.configuration): start `usher up`, or name the running system by --data or --config")
    }
    return try configuration(file: data.configuration)
  }

  static func configuration(file: String) throws(CommandFault) -> UsherConfiguration {
    guard FileSystem.exists(file) else { throw .unreachable("no file \(file)") }
    do throws(ConfigurationFaults) {
      return try ConfigurationFile.load(file)
    } catch {
      throw .fault("the configuration has \(error.faults.count) faults:\n\(error)")
    }
  }
}
