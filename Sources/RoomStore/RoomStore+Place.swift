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
        writer.append(request)
      },
      decode: { word, reply, _ in
        guard let place = RoomStore.decodePlace(word, reply, 1) else { return nil }
        return PlaceReply(at: reply[1].wallInstant, place: place)
      })
    // A genuine ticket of an epoch that the caller has not heard of yet tells of it.
    run(call, room, epoch: max(epoch, Int(request.key.epoch)), answer)
  }

  /// The most tickets of one `places`, so that none holds Redis up for long.
  public static let placesMax = 64

  /// Where many tickets stand, in one call: what `place` does, for each.
  public func places(
    _ room: RoomID, epoch: Int, _ requests: [PlaceRequest], _ answer: @escaping Answer<PlacesReply>
  ) {
    precondition(requests.count <= RoomStore.placesMax, "more tickets than one call may hold Redis up for")
    let users = requests.compactMap(\.user)
    let call = RoomCall<PlacesReply>(
      script: .places, extraKeys: users.count, arguments: 1 + 4 * requests.count,
      write: { [unowned self] writer, epoch in
        let owners = owners(room, epoch: epoch)
        for user in users { owners.append(user: user, to: &writer) }
        writer.append(epoch)
        for request in requests { writer.append(request) }
      },
      decode: { word, reply, epoch in
        guard word.equals("places") else { return nil }
        let places = requests.indices.map { index in
          RoomStore.decodePlace(reply[4 + 3 * index].bytes, reply, 4 + 3 * index)
        }
        return PlacesReply(
          at: reply[1].wallInstant, epoch: epoch, popped: reply[2].integer, aside: reply[3].integer, places: places)
      })
    run(call, room, epoch: requests.reduce(epoch) { max($0, Int($1.key.epoch)) }, answer)
  }

  /// - Parameter before: where in the reply that stands which the figures follow: `now`, or the word itself.
  private static func decodePlace(_ word: ByteView, _ reply: RedisReply, _ before: Int) -> Place? {
    let figure = reply[before + 1].integer
    if word.equals("waiting") { return .waiting(ahead: figure) }
    if word.equals("prequeue") { return .prequeue(ahead: figure) }
    if word.equals("recovering") { return .recovering }
    if word.equals("owed") { return .owed(owedAhead: figure) }
    if word.equals("owed_later") { return .owedLater(from: reply[1].wallInstant + Int64(figure)) }
    if word.equals("released") { return .released(turn: figure, until: reply[before + 2].wallInstant) }
    if word.equals("claimed") { return .claimed(turn: figure, until: reply[before + 2].wallInstant) }
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

extension RedisCommandWriter {
  /// The four arguments about a ticket.
  fileprivate mutating func append(_ request: PlaceRequest) {
    append(nameOf: request.ticketID)
    append(Int(request.key.epoch))
    append(Int(request.key.score))
    append(digest: request.user)
  }
}
