internal import Primitives
internal import Redis
internal import WaitingRoom

/// One call of a room's script.
struct RoomCall<Reply> {
  let script: RoomScript
  var extraKeys = 0
  let arguments: Int
  /// Writes the further keys, then the epoch, then the other arguments.
  let write: (inout RedisCommandWriter, _ epoch: Int) -> Void
  /// Reads a reply whose first word is `word`; nil: it makes no sense.
  let decode: (_ word: ByteView, RedisReply, _ epoch: Int) -> Reply?
}

extension RoomStore {
  func run<Reply>(
    _ call: RoomCall<Reply>, _ room: RoomID, epoch: Int, isRetry: Bool = false, _ answer: @escaping Answer<Reply>
  ) {
    let context = context(room, epoch: epoch)
    let used = context.epoch
    client.call(
      scripts[call.script.rawValue], context.keys(of: call.script), extraKeys: call.extraKeys,
      arguments: call.arguments + (simulatedClock == nil ? 0 : 1)
    ) { writer in
      call.write(&writer, used)
      if let simulatedClock { writer.append(Int(simulatedClock())) }
    } then: { [unowned self] result in
      switch result {
      case .failure(let fault): answer(.failure(StoreFault(fault)))
      case .success(let reply):
        let word = reply[0].bytes
        if let decoded = call.decode(word, reply, used) { return answer(.success(decoded)) }
        if word.equals("uninitialised") { return answer(.failure(.uninitialised)) }
        guard word.equals("stale_epoch") else {
          return answer(.failure(.broken("\(call.script) answered \(word.string)")))
        }
        let current = reply[1].integer
        // An older epoch than ours: this Redis missed what others know.
        guard current > used, !isRetry else { return answer(.failure(.uninitialised)) }
        run(call, room, epoch: current, isRetry: true, answer)
      }
    }
  }
}

extension RedisReply {
  /// An instant in microseconds.
  var wallInstant: WallInstant { WallInstant(microseconds: Int64(integer)) }
}
