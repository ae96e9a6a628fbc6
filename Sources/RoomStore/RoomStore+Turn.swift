public import Primitives
internal import Redis
public import WaitingRoom

extension RoomStore {
  /// Takes up a turn; safe to repeat.
  public func claim(_ room: RoomID, epoch: Int, ticketID: RandomID, _ answer: @escaping Answer<ClaimReply>) {
    let call = RoomCall<ClaimReply>(
      script: .claim, arguments: 2,
      write: { writer, epoch in
        writer.append(epoch)
        writer.append(nameOf: ticketID)
      },
      decode: { word, reply, _ in
        let turn = reply[2].integer
        if word.equals("claimed") {
          return .claimed(
            at: reply[1].wallInstant, turn: turn, until: reply[3].wallInstant, isFirst: reply[4].integer == 1)
        }
        if word.equals("no_turn") { return .noTurn }
        if word.equals("expired") { return .expired(turn: turn) }
        if word.equals("complete") { return .complete(turn: turn) }
        if word.equals("revoked") { return .revoked(turn: turn) }
        if word.equals("left") { return .left }
        return word.equals("replaced") ? .replaced : nil
      })
    run(call, room, epoch: epoch, answer)
  }

  /// Gives up a place or a turn for good; safe to repeat.
  public func leave(_ room: RoomID, epoch: Int, _ request: LeaveRequest, _ answer: @escaping Answer<LeaveReply>) {
    let call = RoomCall<LeaveReply>(
      script: .leave, arguments: 3,
      write: { writer, epoch in
        writer.append(epoch)
        writer.append(nameOf: request.ticketID)
        writer.append(Int(request.score))
      },
      decode: { word, reply, _ in
        guard word.equals("left") else { return nil }
        let turn = reply[2].integer
        return LeaveReply(at: reply[1].wallInstant, claimedTurn: turn > 0 ? turn : nil)
      })
    run(call, room, epoch: epoch, answer)
  }

  /// Carries out what the shop or an operator says of a turn; safe to repeat. True if something changed.
  public func settle(_ room: RoomID, epoch: Int, _ request: SettleRequest, _ answer: @escaping Answer<Bool>) {
    let call = RoomCall<Bool>(
      script: .settle, extraKeys: request.user == nil ? 0 : 1, arguments: 6,
      write: { [unowned self] writer, epoch in
        if let user = request.user { owners(room, epoch: epoch).append(user: user, to: &writer) }
        writer.append(epoch)
        writer.append(nameOf: request.ticketID)
        writer.append(request.turn)
        writer.append(request.command.word)
        writer.append(Int(request.command.until?.microseconds ?? 0))
        writer.append(digest: request.user)
      },
      decode: { word, reply, _ in word.equals("settled") ? reply[2].integer == 1 : nil })
    run(call, room, epoch: epoch, answer)
  }
}
