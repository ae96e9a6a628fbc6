public import Primitives

/// What an operator sets for a room. PostgreSQL holds them; Redis gets those that scripts need.
public struct RoomSettings: Equatable, Sendable {
  public enum FailMode: String, Sendable, CaseIterable {
    /// While Redis is away nobody is admitted.
    case closed
    /// While Redis is away each gateway admits its share of the rate.
    case open
  }

  /// People admitted a second, in millionths.
  public var admitRateMicro: Int
  /// What the rate becomes later, in ascending order; needs `opensAt`.
  public var ramp: [RampStep]
  /// How many people may be saved up, in millionths; nil: a tenth of a second's rate, at least one person.
  public var burstMicro: Int?
  /// How many may have a turn at the same time; nil: any number.
  public var maxActive: Int?
  public var isPaused: Bool
  /// Without a poll for so long somebody counts as absent.
  public var absentAfterSeconds: Int
  /// A turn that is not claimed for so long is missed, and owed.
  public var claimWithinSeconds: Int
  /// Nobody is admitted for so long after the line was lost.
  public var recoverForSeconds: Int
  public var passLifetimeSeconds: Int
  public var ticketLifetimeSeconds: Int
  /// Polls are never asked for sooner, nor later (nil: a third of `absentAfterSeconds`).
  public var pollMinSeconds: Int
  public var pollMaxSeconds: Int?
  /// How many may wait; past it nobody can join.
  public var waitingMax: Int
  public var failMode: FailMode
  /// The status of the waiting page in place of a protected one.
  public var pageStatus: Int
  /// What people wait for, as the page names it; nil: the event's name.
  public var title: String?
  /// Shown to everybody who waits.
  public var message: String?
  public var prequeueOpensAt: WallInstant?
  public var opensAt: WallInstant?

  public init() {
    admitRateMicro = 50_000_000
    ramp = []
    burstMicro = nil
    maxActive = nil
    isPaused = false
    absentAfterSeconds = 300
    claimWithinSeconds = 120
    recoverForSeconds = 10
    passLifetimeSeconds = 900
    ticketLifetimeSeconds = 86_400
    pollMinSeconds = 1
    pollMaxSeconds = nil
    waitingMax = 10_000_000
    failMode = .closed
    pageStatus = 200
    title = nil
    message = nil
    prequeueOpensAt = nil
    opensAt = nil
  }
}

extension RoomSettings {
  public static let admitRateMicroMax = 100_000_000_000
  /// 9,000 people: what is saved up stays exact in the scripts' arithmetic.
  public static let burstMicroMax = 9_000_000_000
  public static let titleBytesMax = 200
  public static let messageBytesMax = 1_000

  /// `burstMicro`, or what it is by default while `rateMicro` holds.
  public func burstMicro(atRate rateMicro: Int) -> Int {
    min(burstMicro ?? max(1_000_000, rateMicro / 10), RoomSettings.burstMicroMax)
  }

  /// The rate that holds at `instant`.
  public func admitRateMicro(at instant: WallInstant) -> Int {
    ramp.isEmpty ? admitRateMicro : AdmissionPace(self).inForce(at: instant).rateMicro
  }

  public var absentAfterMicroseconds: Int { absentAfterSeconds * 1_000_000 }
  public var claimWithinMicroseconds: Int { claimWithinSeconds * 1_000_000 }
  public var recoverForMicroseconds: Int { recoverForSeconds * 1_000_000 }
  public var passLifetimeMicroseconds: Int { passLifetimeSeconds * 1_000_000 }
  public var ticketLifetimeMicroseconds: Int64 { Int64(ticketLifetimeSeconds) * 1_000_000 }
  /// The longest wait between two polls that anybody is asked for.
  public var effectivePollMaxSeconds: Int { min(pollMaxSeconds ?? absentAfterSeconds / 3, absentAfterSeconds / 3) }
}
