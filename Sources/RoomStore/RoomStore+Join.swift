internal import Crypto
internal import Limits
internal import Primitives
internal import Redis
public import WaitingRoom

extension RoomStore {
  /// Takes a place at the end of the line, or gives back the one that the owner has.
  public func join(_ room: RoomID, epoch: Int, _ request: JoinRequest, _ answer: @escaping Answer<JoinReply>) {
    let call = RoomCall<JoinReply>(
      script: .join, extraKeys: request.limits.count, arguments: 5 + 3 * request.limits.count,
      write: { writer, epoch in
        for check in request.limits { writer.appendLimitKey(check, room: room) }
        writer.append(epoch)
        writer.append(request.ticketID)
        switch request.owner {
        case .stranger:
          writer.append("")
          writer.append("")
        case .user(let digest):
          writer.append("user")
          writer.append(digest: digest)
        case .key(let digest):
          writer.append("key")
          writer.append(digest: digest)
        }
        writer.append(request.limits.count)
        for check in request.limits { writer.append(check) }
      },
      decode: { word, reply, epoch in
        if word.equals("joined") {
          return .joined(at: reply[1].wallInstant, key: reply[2].orderKey(epoch: epoch), ahead: reply[3].integer)
        }
        return RoomStore.decodeRefusal(word, reply, epoch, limits: request.limits.count)
      })
    run(call, room, epoch: epoch, answer)
  }

  private static func decodeRefusal(_ word: ByteView, _ reply: RedisReply, _ epoch: Int, limits: Int) -> JoinReply? {
    if word.equals("known") {
      guard let id = RandomID(bytes: reply[4].bytes) else { return nil }
      // Members of the line keep 16 bits of their epoch, which is the present one or one before it.
      let low = reply[3].integer
      let whole = epoch - (epoch - low) & 0xFFFF
      return .known(at: reply[1].wallInstant, key: reply[2].orderKey(epoch: whole), ticketID: id)
    }
    if word.equals("limited") { return .limited(LimitVerdict(refusal: reply, limits: limits)) }
    if word.equals("closed") { return .closed }
    if word.equals("sold_out") { return .soldOut }
    return word.equals("full") ? .full : nil
  }
}

extension RedisReply {
  /// A score as a key of the order.
  func orderKey(epoch: Int) -> OrderKey { OrderKey(epoch: UInt32(clamping: epoch), score: Int64(integer)) }
}

extension RedisCommandWriter {
  /// 14 bytes of a digest: enough that nobody finds two alike, and few enough to fit Redis' smallest allocations.
  mutating func append(digest: Digest32?) {
    guard let digest else { return append("") }
    digest.withBytes { append($0.slice(from: 0, to: 14)) }
  }
}
