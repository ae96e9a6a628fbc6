/// `/shop/{event_id}/sign-in` of the demo shop: a visitor types a name, and joins the line under it. `no-store`.
///
/// Forms it sends:
/// - `POST /shop/{event_id}/sign-in` with `name`: 200 with this page, signed in; 422 with a name that can't be
/// - `POST /waiting-room/{room}/tickets` with `return_to` and `usher_assertion`
public struct SignInPageModel: Sendable {
  public enum Step: Sendable, Equatable {
    /// Asks for a name; `isBad`: the one that was typed can't be.
    case asking(name: String, isBad: Bool)
    /// `assertion`: what the shop tells Usher of this visitor.
    case signedIn(name: String, assertion: String)
  }

  public var event: EventSummary
  /// The room that is joined.
  public var room: String
  public var step: Step

  public init(event: EventSummary, room: String, step: Step) {
    self.event = event
    self.room = room
    self.step = step
  }
}
