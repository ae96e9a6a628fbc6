import Primitives

/// The room's page: `/waiting-room/{room}`, or in place of a protected page. Always `no-store`.
///
/// Forms it sends (`application/x-www-form-urlencoded`, all same-origin):
/// - `POST /waiting-room/{room}/tickets` with `return_to`: 303 to `/waiting-room/{room}?return_to=…`
/// - `POST /waiting-room/{room}/passes` with `return_to`: sets the pass cookie, 303 to `return_to`
/// - `POST /waiting-room/{room}/tickets/self/leave` with `return_to`: what `DELETE …/tickets/self` does, 303 to the room
///
/// Its script polls `GET …/tickets/self`, and loads `/waiting-room/{room}?return_to=…` (HTML) when the state changes.
public struct WaitingPageModel: Sendable {
  public enum Order: Sendable {
    case fifo
    /// Everybody who comes before the opening is drawn.
    case lottery
  }

  public struct Estimate: Sendable, Equatable {
    public var p50Seconds: Int
    public var p90Seconds: Int

    public init(p50Seconds: Int, p90Seconds: Int) {
      self.p50Seconds = p50Seconds
      self.p90Seconds = p90Seconds
    }

    /// The wait in words, as the page says it: "5 to 7 minutes".
    public func text(_ language: Language = .english) -> String { WaitText.range(self, language) }
  }

  public struct Stock: Sendable, Equatable {
    public var free: Int
    public var held: Int

    public init(free: Int, held: Int) {
      self.free = free
      self.held = held
    }
  }

  public var room: String
  /// What people wait for, as in the event's name; nil: the page names nothing.
  public var title: String?
  public var state: WaitingPageState
  /// Where to go with the pass: a path of this site; anything else is taken as `/shop`.
  public var returnTo: String
  public var ticketID: String?
  public var order: Order = .fifo
  /// Counts from 1; nil: not known (yet).
  public var position: Int?
  public var ahead: Int?
  public var queueLength: Int?
  /// How many had their turn before: with `ahead` it tells how far the line has come.
  public var admittedTotal: Int?
  public var estimate: Estimate?
  public var stock: Stock?
  /// The operator's message, or why estimates have changed; plain text.
  public var message: String?
  /// The message is of the line's pace, and not the operator's.
  public var isMessageOfPace = false
  public var opensAt: WallInstant?
  /// Until when an admitted visitor may claim the turn.
  public var expiresAt: WallInstant?
  public var pollAfterMilliseconds: Int = 5_000
  public var updatedAt: WallInstant?
  /// When the page was made.
  public var now: WallInstant

  public init(room: String, title: String?, state: WaitingPageState, returnTo: String, now: WallInstant) {
    self.room = room
    self.title = title
    self.state = state
    self.returnTo = returnTo
    self.now = now
  }
}
