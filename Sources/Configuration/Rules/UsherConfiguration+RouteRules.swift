extension UsherConfiguration {
  /// Paths that are Usher's own; routes may not take them.
  private static let reservedFirstSegments = ["waiting-room", ".well-known"]

  var routeRules: [RuleFault] {
    routes.enumerated().flatMap { index, route in
      targetFaults(of: route, "routes[\(index)]") + roomFaults(of: route, "routes[\(index)]")
        + hiddenFaults(of: route, at: index)
    }
  }

  var limitRules: [RuleFault] {
    var faults: [RuleFault] = []
    for limit in limits where limit.key == .room && limit.requests.isEmpty {
      faults.append(
        RuleFault(
          path: "limits.\(limit.id).requests", involved: ["limits.\(limit.id).key"],
          message: "a limit for a whole room would count its polls too; list the requests it is for"))
    }
    return faults
  }

  private func targetFaults(of route: RouteConfiguration, _ path: String) -> [RuleFault] {
    var faults: [RuleFault] = []
    if origin(route.origin) == nil {
      let known = origins.map(\.id)
      let advice =
        Spelling.nearest(to: route.origin, in: known).map { "did you mean `\($0)`?" }
        ?? "write one of \(known.joined(separator: ", ")), or add it to `origins`"
      faults.append(
        RuleFault(path: "\(path).origin", message: "there is no origin `\(route.origin)`; \(advice)"))
    }
    if case .literal(let first)? = route.path.segments.first, Self.reservedFirstSegments.contains(first) {
      faults.append(
        RuleFault(path: "\(path).path", message: "`/\(first)` is Usher's own; write another path"))
    }
    return faults
  }

  private func roomFaults(of route: RouteConfiguration, _ path: String) -> [RuleFault] {
    var faults: [RuleFault] = []
    switch (route.access, route.room) {
    case (.open, .some):
      faults.append(
        RuleFault(
          path: "\(path).room", involved: ["\(path).access"],
          message: "an open route needs no room; leave `room` out or set `access: pass`"))
    case (.ticket, nil), (.pass, nil):
      faults.append(
        RuleFault(
          path: "\(path).access", involved: ["\(path).room"],
          message: "`access: \(route.access.rawValue)` needs to know of which room; add `room`"))
    case (.ticket, .pass):
      faults.append(
        RuleFault(
          path: "\(path).room", involved: ["\(path).access"],
          message: "`from pass` tells nothing of who has only a ticket; name the room otherwise"))
    case (_, .path(let name)) where !route.path.names.contains(name):
      faults.append(
        RuleFault(
          path: "\(path).room", involved: ["\(path).path"],
          message: "`\(route.path)` has no segment {\(name)}; write one of the names in its braces"))
    case (_, .fixed(let room)) where self.room(room) == nil: faults.append(unknownRoom(room, "\(path).room"))
    default: break
    }
    for (index, room) in route.rooms.enumerated() where self.room(room) == nil {
      faults.append(unknownRoom(room, "\(path).rooms[\(index)]"))
    }
    return faults
  }

  private func unknownRoom(_ room: String, _ path: String) -> RuleFault {
    let known = rooms.map(\.id)
    let advice = Spelling.nearest(to: room, in: known).map { "did you mean `\($0)`?" } ?? "add it to `rooms`"
    return RuleFault(path: path, message: "there is no room `\(room)`; \(advice)")
  }

  /// An earlier route that takes everything which this one would.
  private func hiddenFaults(of route: RouteConfiguration, at index: Int) -> [RuleFault] {
    guard let earlier = routes[..<index].firstIndex(where: { $0.takesAll(of: route) }) else { return [] }
    return [
      RuleFault(
        path: "routes[\(index)].path",
        involved: ["routes[\(index)].methods", "routes[\(earlier)].path", "routes[\(earlier)].methods"],
        message: "`\(route.path)` never gets a request, because `\(routes[earlier].path)` (entry \(earlier + 1)) takes "
          + "them all; put it first or leave it out")
    ]
  }
}

extension RouteConfiguration {
  fileprivate func takesAll(of other: RouteConfiguration) -> Bool {
    let methodsCovered = methods.isEmpty || (!other.methods.isEmpty && other.methods.allSatisfy(takes))
    return methodsCovered && path.takesAll(of: other.path)
  }

  private func takes(_ method: RequestMethod) -> Bool {
    methods.contains(method) || (method == .head && methods.contains(.get))
  }
}

extension PathPattern {
  /// True if every path that fits `other` fits this one.
  func takesAll(of other: PathPattern) -> Bool {
    guard takesRest ? other.segments.count >= segments.count : other.segments.count == segments.count,
      takesRest || !other.takesRest
    else { return false }
    return zip(segments, other.segments).allSatisfy { mine, theirs in
      switch (mine, theirs) {
      case (.any, _): true
      case (.literal(let mine), .literal(let theirs)): mine == theirs
      case (.literal, .any): false
      }
    }
  }
}
