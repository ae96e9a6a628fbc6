import EventLoop

/// `usher up`.
enum UpVerb {
  static let verb = Verb(
    "up", "run everything on this machine, with a demo sale, until Ctrl-C", options: UpOptions.all,
    details: """
      Starts a private Redis and PostgreSQL under the data folder, brings the database up to date, and runs the gateway,
      the admitter and the booking core; what ends is started again. When everything answers, it prints one line:
        usher: ready http://HOST:PORT admin http://HOST:PORT
      A second `up` on the same folder goes on where the first stopped. The admin token lies in DIR/admin-token, the
      addresses in DIR/endpoints.json, the logs in DIR/logs. Port 0 takes any free port.
      """
  ) { arguments, terminal throws(CommandFault) in
    let options = try UpOptions(arguments)
    let data = try DataFolder(options.data)
    try FileSystem.makeFolder(data.path, mode: 0o700)
    let lock = try FolderLock(data.lock)
    defer { withExtendedLifetime(lock) {} }
    try data.prepare()
    let plan = try UpPlan(options, data: data)
    let loop: Loop
    do throws(LoopError) {
      loop = try Loop()
    } catch {
      throw .fault("can't make an event loop: \(error)")
    }
    defer { loop.close() }
    return try UpSession(plan, options: options, loop: loop, terminal: terminal).run()
  }
}
