internal import Primitives
internal import Redis
public import WaitingRoom

extension RoomStore {
  /// Where a ticket stands; renews its presence, and puts back one that was lost. The one call of a poll.
  public func place(_ room: RoomID, epoch: Int, _ request: PlaceRequest, _ answer: @escaping Answer<PlaceReply>) {
    let call = RoomCall<PlaceReply>(
      script: .place, extraKeys: request.user == nil ? 0 : 1, arguments: 5,
      write: { [unowned self] writer, epoch in
        if let user = request.user { owners(room, epoch: epoch).append(user: user, to: &writer) }
        writer.append(epoch)
        writer.append(nameOf: request.ticketID)
        writer.append(Int(request.key.epoch))
        writer.append(Int(request.key.score))
        writer.append(digest: request.user)
      },
      decode: { word, reply, _ in
        guard let place = RoomStore.decodePlace(word, reply) else { return nil }
        return PlaceReply(at: reply[1].wallInstant, place: place)
      })
    // A genuine ticket of an epoch that the caller has not heard of yet tells of it.
    run(call, room, epoch: max(epoch, Int(request.key.epoch)), answer)
  }

  private static func decodePlace(_ word: ByteView, _ reply: RedisReply) -> Place? {
    let figure = reply[2].integer
    if word.equals("waiting") { return .waiting(ahead: figure) }
    if word.equals("prequeue") { return .prequeue(ahead: figure) }
    if word.equals("recovering") { return .recovering }
    if word.equals("owed") { return .owed(owedAhead: figure) }
    if word.equals("owed_later") { return .owedLater(from: reply[1].wallInstant + Int64(figure)) }
    if word.equals("released") { return .released(turn: figure, until: reply[3].wallInstant) }
    if word.equals("claimed") { return .claimed(turn: figure, until: reply[3].wallInstant) }
    return decodeEnd(word, figure)
  }

  private static func decodeEnd(_ word: ByteView, _ turn: Int) -> Place? {
    if word.equals("closed") { return .closed }
    if word.equals("sold_out") { return .soldOut }
    if word.equals("expired") { return .expired(turn: turn) }
    if word.equals("complete") { return .complete(turn: turn) }
    if word.equals("revoked") { return .revoked(turn: turn) }
    if word.equals("left") { return .left }
    return word.equals("replaced") ? .replaced : nil
  }
}
