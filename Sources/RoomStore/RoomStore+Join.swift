internal import Crypto
internal import Limits
internal import Primitives
internal import Redis
public import WaitingRoom

extension RoomStore {
  /// Takes a place at the end of the line, or gives back the one that the owner has.
  public func join(_ room: RoomID, epoch: Int, _ request: JoinRequest, _ answer: @escaping Answer<JoinReply>) {
    let id = TicketName.ticketID(request.random, owner: request.owner)
    let call = RoomCall<JoinReply>(
      script: .join, extraKeys: OwnerKeys.count(request.owner) + request.limits.count,
      arguments: 5 + 3 * request.limits.count,
      write: { [unowned self] writer, epoch in
        owners(room, epoch: epoch).append(request.owner, at: now, to: &writer)
        for check in request.limits { writer.appendLimitKey(check, room: room, scratch) }
        writer.append(epoch)
        writer.append(nameOf: id)
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
          return .joined(
            at: reply[1].wallInstant, key: reply[2].orderKey(epoch: epoch), ticketID: id, ahead: reply[3].integer)
        }
        return RoomStore.decodeOther(word, reply, epoch, request)
      })
    run(call, room, epoch: epoch, answer)
  }

  private static func decodeOther(
    _ word: ByteView, _ reply: RedisReply, _ epoch: Int, _ request: JoinRequest
  ) -> JoinReply? {
    if word.equals("known") {
      guard let id = TicketName.ticketID(named: reply[4].bytes, owner: request.owner) else { return nil }
      let whole = reply[3].epoch(present: epoch)
      return .known(at: reply[1].wallInstant, key: reply[2].orderKey(epoch: whole), ticketID: id)
    }
    if word.equals("limited") { return .limited(LimitVerdict(refusal: reply, limits: request.limits.count)) }
    if word.equals("closed") { return .closed }
    if word.equals("sold_out") { return .soldOut }
    return word.equals("full") ? .full : nil
  }
}

extension RedisReply {
  /// An epoch of which the line keeps six bits: the present one, or one of the 63 before it.
  func epoch(present: Int) -> Int { present - (present - integer) & 63 }

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
