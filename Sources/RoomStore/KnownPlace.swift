public import Primitives
internal import WaitingRoom

/// A place as it was read once, and how it goes on by the figures of the whole room alone: what lets a gateway keep
/// thousands of open streams up to date without asking about each.
///
/// Who waits has as many fewer ahead as were taken from the head of the line since the reading. That is exact, but for
/// people who left from the middle since (`aside` tells that there may be some): it then is too great by at most those.
public struct KnownPlace: Equatable, Sendable {
  public let place: Place
  /// Redis' instant of the reading.
  public let at: WallInstant
  public let epoch: Int
  public let popped: Int
  public let aside: Int

  public init(place: Place, at: WallInstant, epoch: Int, popped: Int, aside: Int) {
    self.place = place
    self.at = at
    self.epoch = epoch
    self.popped = popped
    self.aside = aside
  }

  /// The place by `figures`, and the instant that it is of: as it was read, if they say nothing newer.
  public func reply(by figures: RoomFigures?) -> PlaceReply {
    guard let figures, figures.epoch == epoch, figures.at > at, case .waiting(let ahead) = place else {
      return PlaceReply(at: at, place: place)
    }
    return PlaceReply(at: figures.at, place: .waiting(ahead: max(0, ahead - max(0, figures.popped - popped))))
  }

  /// The figures prove that the ticket of `score` stands elsewhere by now: its place has to be read again.
  public func isOver(by figures: RoomFigures, score: Int64) -> Bool {
    if figures.epoch > epoch { return true }
    guard figures.epoch == epoch, figures.at > at else { return false }
    let admits = figures.state == .open && !figures.isRecovering
    switch place {
    case .recovering: return !figures.isRecovering
    case .prequeue: return figures.isRecovering || figures.state != .prequeue
    case .waiting(let ahead): return !admits || figures.servedScore >= score || figures.popped - popped > ahead
    case .owed, .owedLater: return !admits
    case .released, .claimed, .expired, .complete, .revoked, .left, .replaced, .closed, .soldOut: return false
    }
  }

  /// People may have left from before this one since the reading.
  public func isInexact(by figures: RoomFigures) -> Bool {
    guard case .waiting = place else { return false }
    return figures.epoch == epoch && figures.at > at && figures.aside != aside
  }
}
