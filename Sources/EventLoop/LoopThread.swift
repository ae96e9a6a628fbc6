internal import CLibUV

/// A thread with a loop of its own.
public struct LoopThread: Sendable {
  /// The thread's loop takes work here.
  public let mailbox: LoopMailbox
  private let thread: uv_thread_t

  /// Starts a thread that makes its world in `body` and then runs its loop until `stop`; whatever is still open on the
  /// loop is closed after that. The name is cut to 15 bytes.
  public static func start(
    name: String, body: @escaping @Sendable (Loop) -> Void
  ) throws(LoopError) -> LoopThread {
    let loop = try Loop()
    let mailbox = loop.mailbox
    let start = Unmanaged.passRetained(Start(name: name, loop: loop, body: body))
    var thread = uv_thread_t()
    let result = uv_thread_create(
      &thread,
      { argument in
        Unmanaged<Start>.fromOpaque(argument!).takeRetainedValue().run()
      }, start.toOpaque())
    if result < 0 {
      start.release()
      loop.close()
      throw SystemError(uv: result, call: "start thread \(name)")
    }
    return LoopThread(mailbox: mailbox, thread: thread)
  }

  private init(mailbox: LoopMailbox, thread: uv_thread_t) {
    self.mailbox = mailbox
    self.thread = thread
  }

  /// Asks the loop to end with this turn.
  public func stop() {
    mailbox.stopLoop()
  }

  /// Waits until the thread has ended; once only, and from another thread.
  public func join() {
    var thread = thread
    let result = uv_thread_join(&thread)
    precondition(result == 0, "a thread that waits for itself, or is waited for twice")
  }
}

/// What the new thread takes over.
private final class Start {
  private let name: String
  private let loop: Loop
  private let body: @Sendable (Loop) -> Void

  init(name: String, loop: Loop, body: @escaping @Sendable (Loop) -> Void) {
    self.name = name
    self.loop = loop
    self.body = body
  }

  func run() {
    usher_name_thread(String(decoding: name.utf8.prefix(15), as: UTF8.self))
    body(loop)
    loop.run()
    loop.close()
  }
}
