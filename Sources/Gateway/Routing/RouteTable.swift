import Configuration
import HTTPWire
import Primitives
import WaitingRoom

/// The routes in the order of the configuration; the first whose pattern and method match is the one.
///
/// What no route names is 404: a gateway that passes on what nobody listed guards nothing.
struct RouteTable: Sendable {
  /// What the table says of a request.
  enum Match {
    case route(Route)
    /// The path is known, the method isn't; the text is the `Allow` header.
    case methodNotAllowed(allow: String)
    case unknown
  }

  let routes: [Route]

  init(routes: [Route]) {
    self.routes = routes
  }

  /// The table of a configuration that was found valid.
  init(_ configuration: UsherConfiguration) {
    routes = configuration.routes.map { route in
      guard let origin = configuration.origins.firstIndex(where: { $0.id == route.origin }) else {
        preconditionFailure("a validated route names an origin that isn't there")
      }
      return Route(
        pattern: PathMatcher(route.path), methods: route.methods.map(HTTPMethod.init),
        access: RouteTable.access(route), rooms: Set(route.rooms.compactMap { RoomID($0) }), originIndex: origin,
        isOriginTrusted: configuration.origins[origin].isTrusted)
    }
  }

  private static func access(_ route: RouteConfiguration) -> Route.Access {
    if route.access == .open { return .open }
    guard let source = route.room, let origin = RoomOrigin(source, pattern: route.path) else {
      preconditionFailure("a validated route that is not open names its room")
    }
    return route.access == .ticket ? .ticket(origin) : .pass(origin)
  }

  /// Cost: the patterns before the match, each a comparison of a few bytes.
  func match(method: HTTPMethod, path: ByteView) -> Match {
    var allowed: [String] = []
    for route in routes where route.pattern.matches(path) {
      if route.allows(method) { return .route(route) }
      for name in route.methods.map({ "\($0.name)" }) where !allowed.contains(name) { allowed.append(name) }
    }
    return allowed.isEmpty ? .unknown : .methodNotAllowed(allow: allowed.joined(separator: ", "))
  }
}
