internal import CHiredis
internal import EventLoop
internal import Primitives

extension RedisClient {
  /// Sends a plain command of `words` words.
  public func send(words: Int, _ write: (inout RedisCommandWriter) -> Void, then handler: @escaping Handler) {
    guard let start = begin(words: words) else { return refuse(handler) }
    var writer = RedisCommandWriter(sent)
    write(&writer)
    precondition(writer.count == words, "a command of another number of words than announced")
    finish(from: start, script: nil, handler)
  }

  /// Calls a script. `write` writes `extraKeys` further keys and then `arguments` arguments.
  public func call(
    _ script: RedisScript, _ keys: RedisKeys, extraKeys: Int = 0, arguments: Int,
    _ write: (inout RedisCommandWriter) -> Void, then handler: @escaping Handler
  ) {
    guard let start = begin(words: 3 + keys.count + extraKeys + arguments) else { return refuse(handler) }
    sent.append(script.head)
    var writer = RedisCommandWriter(sent)
    writer.append(keys.count + extraKeys)
    sent.append(keys.bytes)
    write(&writer)
    precondition(writer.count == 1 + extraKeys + arguments, "a call of another number of words than announced")
    finish(from: start, script: script, handler)
  }

  /// Where the command begins in `sent`; nil if it can't be sent.
  private func begin(words: Int) -> Int? {
    guard context != nil, state == .connected || state == .connecting else { return nil }
    guard pending.count < options.commandsInFlightMax else { return nil }
    let start = sent.readableCount
    sent.append(byte: UInt8(ascii: "*"))
    sent.appendDecimal(words)
    sent.append("\r\n" as StaticString)
    return start
  }

  private func finish(from start: Int, script: RedisScript?, _ handler: @escaping Handler) {
    let deadline = MonotonicInstant(nanoseconds: loop.now.nanoseconds + commandTimeoutNanoseconds)
    guard handOver(from: start, handler, deadline: deadline, script: script) else {
      sent.truncate(to: start)
      return refuse(handler)
    }
    arm(at: deadline)
  }

  /// Gives the bytes of `sent` from `start` on to hiredis as one command.
  func handOver(from start: Int, _ handler: Handler?, deadline: MonotonicInstant, script: RedisScript?) -> Bool {
    guard let context else { return false }
    let bytes = sent.readable.slice(from: start)
    let text = UnsafeRawPointer(bytes.base).assumingMemoryBound(to: CChar.self)
    let me = Unmanaged.passUnretained(self).toOpaque()
    let result = redisAsyncFormattedCommand(
      context,
      { _, reply, client in
        // Without a reply the connection is gone; `connectionLost` answers for all.
        guard reply != nil, let client else { return }
        Unmanaged<RedisClient>.fromOpaque(client).takeUnretainedValue().replyArrived()
      }, me, text, bytes.count)
    guard result == REDIS_OK else { return false }
    pending.append(Pending(handler: handler, deadline: deadline, byteCount: bytes.count, script: script))
    statistics.commandsSent += 1
    return true
  }

  /// Answers a command that wasn't sent, when the caller has returned.
  private func refuse(_ handler: @escaping Handler) {
    let fault: RedisFault
    if state == .connected || state == .connecting, pending.count >= options.commandsInFlightMax {
      fault = .overloaded
      statistics.refusedForOverload += 1
    } else {
      fault = .away(lastFault)
    }
    guard state != .closed else { return }
    refused.append((handler, fault))
    loop.needsTurnEnd()
  }

  /// A command's reply is in `reply`.
  private func replyArrived() {
    guard let command = pending.popFirst() else {
      preconditionFailure("a reply to no command")
    }
    if let script = command.script, reply.reply.kind == .error, reply.reply.bytes.hasPrefix("NOSCRIPT") {
      return sendWhole(command, script)
    }
    sent.consume(command.byteCount)
    guard let handler = command.handler else { return }
    if reply.reply.kind == .error {
      let fault = RedisFault.server(reply.reply.string)
      handler(.failure(fault))
      if fault.meansAnotherServer { reconnect(because: fault.description) }
    } else {
      handler(.success(reply.reply))
    }
  }

  /// Redis forgot the script: sends the same call again with its text, which also makes Redis keep it.
  private func sendWhole(_ command: Pending, _ script: RedisScript) {
    let old = sent.readable.slice(from: 0, to: command.byteCount)
    let afterCount = (old.firstIndex(of: UInt8(ascii: "\n")) ?? 0) + 1
    scratch.clear(keepingAtMost: 65_536)
    scratch.append(old.slice(from: 0, to: afterCount))
    var writer = RedisCommandWriter(scratch)
    writer.append("EVAL")
    writer.append(script.source)
    scratch.append(old.slice(from: afterCount + script.head.count))
    sent.consume(command.byteCount)
    guard let handler = command.handler else { return }
    let start = sent.readableCount
    sent.append(scratch.readable)
    statistics.scriptsSentWhole += 1
    if !handOver(from: start, handler, deadline: command.deadline, script: nil) {
      sent.truncate(to: start)
      handler(.failure(.away(lastFault)))
    }
  }
}

extension RedisFault {
  /// Errors of a server that is the wrong one to talk to: a replica, or one that was told to go.
  var meansAnotherServer: Bool {
    guard case .server(let text) = self else { return false }
    return text.hasPrefix("READONLY")
  }
}
