public import Primitives
public import WaitingRoom

/// The figures of a whole room at one instant of Redis' clock.
public struct RoomFigures: Equatable, Sendable {
  public let at: WallInstant
  public let epoch: Int
  /// Of the settings that Redis has.
  public let version: Int
  public let state: RoomState
  public let isPaused: Bool
  public let recoveringUntil: WallInstant
  /// How many wait in the line (owed, absent and late people apart).
  public let waiting: Int
  /// Turns given, and places taken, in this epoch.
  public let admittedTotal: Int
  public let joinsTotal: Int
  /// Turns released or claimed whose time has not run out.
  public let active: Int
  /// People who get a turn before the line does.
  public let owed: Int
  /// People who were absent when their turn came, or let it lapse, and did not return yet.
  public let away: Int
  /// People who came back after the recovery and get their turn in order of key.
  public let late: Int
  /// The greatest score whose turn has come: to be kept in PostgreSQL. 0: none.
  public let servedScore: Int64
  /// The greatest score given out.
  public let lastScore: Int64
  /// Over about the last five seconds.
  public let admittedPerSecond: Double
  /// The line lost something: raise the epoch.
  public let hasLost: Bool
  /// People whose turn took them from the head of the line in this epoch: who waits has as many fewer ahead.
  public let popped: Int
  /// Those who stood there and left, or gave way to another ticket of the same user: maybe from before somebody else.
  public let aside: Int
  /// Of those admitted, people who were owed their turn and stood in nobody's count.
  public let admittedOwed: Int
  public let curve: PositionCurve

  public var isRecovering: Bool { at < recoveringUntil }

  /// What a history of the room's pace wants to know; `rateMicro` is the rate in force.
  public func sample(rateMicro: Int) -> PaceHistory.Sample {
    PaceHistory.Sample(
      at: at, epoch: epoch, waiting: waiting + late, popped: popped, admitted: admittedTotal,
      admittedOwed: admittedOwed,
      owed: owed, admits: state.admits && !isPaused && !isRecovering, rateMicro: rateMicro)
  }
}
