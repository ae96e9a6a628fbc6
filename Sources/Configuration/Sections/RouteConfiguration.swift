/// Which requests go to which origin, and what they need for it.
public struct RouteConfiguration: ConfigurationSection {
  public enum Access: String, Sendable, CaseIterable {
    /// Nothing.
    case open
    /// A ticket or a pass of the room.
    case ticket
    /// A pass of the room.
    case pass
  }

  public var path = PathPattern("/")!
  /// Empty: every method. GET brings HEAD.
  public var methods: [RequestMethod] = []
  public var access = Access.open
  /// Set unless everybody may come.
  public var room: RoomSource?
  /// The rooms that `room` may come out as; empty: all that exist.
  public var rooms: [String] = []
  /// An origin's id.
  public var origin = "booking"

  public init() {}

  public init(
    _ path: PathPattern, _ methods: [RequestMethod] = [.get], access: Access = .open, room: RoomSource? = nil,
    origin: String = "booking"
  ) {
    self.path = path
    self.methods = methods
    self.access = access
    self.room = room
    self.origin = origin
  }

  static var fields: [Field<RouteConfiguration>] {
    [
      Field.value("path", \.path, .pathPattern).required,
      .list("methods", \.methods, countMax: 7, .choice),
      .value("access", \.access, .choice),
      .optional("room", \.room, .roomSource),
      .list("rooms", \.rooms, countMax: 1_000, .id),
      Field.value("origin", \.origin, .id).required,
    ]
  }
}

extension RouteConfiguration {
  /// The shop, the events and the bookings of Usher's own core.
  static var usherOwn: [RouteConfiguration] {
    func route(
      _ path: String, _ methods: [RequestMethod] = [.get], access: Access = .open, room: RoomSource? = nil
    ) -> RouteConfiguration {
      RouteConfiguration(PathPattern(path)!, methods, access: access, room: room)
    }
    return [
      route("/"), route("/shop"), route("/shop/{event}"),
      route("/shop/{event}/seats", access: .pass, room: .path("event")),
      route("/events"), route("/events/{event}"), route("/events/{event}/seats"),
      route("/events/{event}/seatmap.svg"),
      route("/events/{event}/availability", access: .ticket, room: .path("event")),
      route("/events/{event}/availability/stream", access: .ticket, room: .path("event")),
      route("/bookings/hold", [.post], access: .pass, room: .pass),
      route("/bookings/{hold}", [.get, .delete]), route("/bookings/{hold}/pay", [.post]),
      route("/bookings/{hold}/give-back", [.post]), route("/payments/webhook", [.post]),
    ]
  }

  /// The demo shop's sign-in; no configuration has it by default.
  public static var signIn: RouteConfiguration {
    RouteConfiguration(PathPattern("/shop/{event}/sign-in")!, [.get, .post])
  }
}
