public import Primitives

/// A waiting room as the file describes it. Once the room exists its settings live in PostgreSQL, and this is only what
/// it was made with and what `usher room apply` sets.
public struct RoomConfiguration: NamedSection {
  public enum FailMode: String, Sendable, CaseIterable { case closed, open }

  public static let idBytesMax = 40

  public var id = ""
  /// The event whose seats its passes buy; nil: it guards something else.
  public var event: String?
  /// People a second, in millionths.
  public var admitRateMicros: Int64 = 50_000_000
  /// What the rate becomes later.
  public var ramp: [RampConfiguration] = []
  /// People at once, in millionths; nil: a tenth of a second's rate, at least one.
  public var burstMicros: Int64?
  /// People inside at the same time; nil: no bound.
  public var activeMax: Int?
  /// Without a poll for so long somebody counts as absent.
  public var absentAfter = Duration.seconds(300)
  /// A turn not taken for so long frees its slot, and is owed.
  public var claimWithin = Duration.seconds(120)
  /// After a loss of the line nobody is admitted for so long.
  public var recoverFor = Duration.seconds(10)
  /// Polls: never asked for sooner, and never later; nil: a third of `absentAfter`.
  public var pollMin = Duration.seconds(1)
  public var pollMax: Duration?
  public var prequeueOpensAt: WallInstant?
  public var opensAt: WallInstant?
  public var passLifetime = Duration.seconds(900)
  public var ticketLifetime = Duration.seconds(86_400)
  /// What happens while Redis is away.
  public var failMode = FailMode.closed
  /// The status of the waiting page in place of a protected one.
  public var pageStatus = 200
  /// What people wait for, as the page names it; nil: the event's name.
  public var title: String?
  /// Shown to everybody who waits.
  public var message: String?

  public init() {}

  public init(id: String, event: String? = nil) {
    self.id = id
    self.event = event
  }

  /// 1 to 40 of the characters `a-z`, `0-9` and `-`.
  public static func isID(_ text: String) -> Bool {
    (1...idBytesMax).contains(text.utf8.count)
      && text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
  }

  /// `burstMicros`, or what it is by default.
  public var effectiveBurstMicros: Int64 { burstMicros ?? max(1_000_000, admitRateMicros / 10) }
  /// `pollMax`, or what it is by default.
  public var effectivePollMax: Duration { pollMax ?? absentAfter / 3 }

  static var fields: [Field<RoomConfiguration>] {
    [
      .optional("event", \.event, .id),
      .value("admit_rate", \.admitRateMicros, .decimalMicros(in: 0...100_000_000_000)),
      .sections("ramp", \.ramp, countMax: 16),
      .optional("burst", \.burstMicros, .decimalMicros(in: 1_000_000...1_000_000_000_000)),
      .optional("active_max", \.activeMax, .integer(in: 1...100_000_000)),
      .value("absent_after", \.absentAfter, .duration(in: .seconds(60) ... .seconds(86_400))),
      .value("claim_within", \.claimWithin, .duration(in: .seconds(5) ... .seconds(3_600))),
      .value("recover_for", \.recoverFor, .duration(in: .seconds(1) ... .seconds(600))),
      .value("poll_min", \.pollMin, .duration(in: .seconds(1) ... .seconds(600))),
      .optional("poll_max", \.pollMax, .duration(in: .seconds(1) ... .seconds(3_600))),
      .optional("prequeue_opens_at", \.prequeueOpensAt, .instant),
      .optional("opens_at", \.opensAt, .instant),
      .value("pass_lifetime", \.passLifetime, .duration(in: .seconds(30) ... .seconds(86_400))),
      .value("ticket_lifetime", \.ticketLifetime, .duration(in: .seconds(300) ... .seconds(30 * 86_400))),
      .value("fail", \.failMode, .choice),
      .value("page_status", \.pageStatus, .oneOf([200, 202, 429, 503])),
      .optional("title", \.title, .text(bytes: 1...200)),
      .optional("message", \.message, .text(bytes: 1...1_000)),
    ]
  }
}
