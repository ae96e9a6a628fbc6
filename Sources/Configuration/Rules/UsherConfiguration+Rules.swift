extension UsherConfiguration {
  /// What the sections hold that doesn't fit together. Empty for a configuration that may run.
  public var ruleFaults: [RuleFault] {
    serverRules + roomRules + bookingRules + routeRules + limitRules + keyRules + connectionRules
  }

  private var serverRules: [RuleFault] {
    var faults: [RuleFault] = []
    if !server.listen.isLocal && server.hosts.isEmpty {
      faults.append(
        RuleFault(
          path: "server.listen", involved: ["server.hosts"],
          message: "`server.listen` is open to other machines and `server.hosts` is empty; list the names it answers to"
        ))
    }
    if !admin.listen.isLocal && admin.hosts.isEmpty {
      faults.append(
        RuleFault(
          path: "admin.listen", involved: ["admin.hosts"],
          message: "`admin.listen` is open to other machines and `admin.hosts` is empty; list the names it answers to"))
    }
    for (index, prefix) in server.trustedProxies.enumerated() where prefix.bits == 0 {
      faults.append(
        RuleFault(
          path: "server.trusted_proxies[\(index)]",
          message: "`\(prefix)` trusts everybody to name his own address; write your proxies' addresses"))
    }
    if server.http.targetBytesMax >= server.http.headBytesMax {
      faults.append(
        RuleFault(
          path: "server.http.target_bytes_max", involved: ["server.http.head_bytes_max"],
          message: "`target_bytes_max` is no less than `head_bytes_max`, of which it is a part; write less"))
    }
    if server.embedded && server.publicScheme == .http {
      faults.append(
        RuleFault(
          path: "server.embedded", involved: ["server.public_scheme"],
          message:
            "browsers keep cookies inside frames only over https; write `public_scheme: https` or `embedded: false`"
        ))
    }
    let listeners = [
      ("server.listen", server.listen), ("admin.listen", admin.listen), ("admitter.listen", admitter.listen),
      ("booking.listen", booking.listen),
    ]
    for (index, (path, address)) in listeners.enumerated() {
      if case .tcp(_, port: 0) = address { continue }
      guard let other = listeners[..<index].first(where: { $0.1 == address }) else { continue }
      faults.append(
        RuleFault(
          path: path, involved: [other.0], message: "`\(path)` is the address of `\(other.0)` too; write another"))
    }
    return faults
  }

  private var bookingRules: [RuleFault] {
    var faults: [RuleFault] = []
    let least = booking.holdLifetime + booking.paymentTimeout
    if booking.holdLifetimeMax < least {
      faults.append(
        RuleFault(
          path: "booking.hold_lifetime_max", involved: ["booking.hold_lifetime", "booking.payment_timeout"],
          message: "`hold_lifetime_max` ends a hold before a payment begun in time could; write at least "
            + "\(DurationText.text(least)), which is `hold_lifetime` and `payment_timeout` together"))
    }
    if booking.sweepInterval > booking.holdLifetime {
      faults.append(
        RuleFault(
          path: "booking.sweep_interval", involved: ["booking.hold_lifetime"],
          message: "`sweep_interval` is longer than a hold lives; write at most "
            + DurationText.text(booking.holdLifetime)))
    }
    if booking.seatsPerHoldMax > booking.seatsPerUserMax {
      faults.append(
        RuleFault(
          path: "booking.seats_per_hold_max", involved: ["booking.seats_per_user_max"],
          message: "`seats_per_hold_max` is more than a user may have; write at most `seats_per_user_max`, "
            + "\(booking.seatsPerUserMax)"))
    }
    return faults + signInRules
  }

  private var signInRules: [RuleFault] {
    guard let id = booking.signInKey else { return [] }
    if assertionKeys.contains(where: { $0.id == id && $0.algorithm == .hs256 }) { return [] }
    return [
      RuleFault(
        path: "booking.sign_in_key", involved: ["assertion_keys"],
        message: "`sign_in_key` is no HS256 key of `assertion_keys`; name one, or write null")
    ]
  }

  private var keyRules: [RuleFault] {
    assertionKeys.flatMap { key -> [RuleFault] in
      let path = "assertion_keys.\(key.id)"
      let (needed, foreign) =
        key.algorithm == .hs256
        ? (("secret_file", key.secretFile), ("public_key", key.publicKey))
        : (("public_key", key.publicKey), ("secret_file", key.secretFile))
      var faults: [RuleFault] = []
      if needed.1 == nil {
        faults.append(
          RuleFault(
            path: path, involved: ["\(path).\(needed.0)", "\(path).algorithm"],
            message: "`\(path)` has no `\(needed.0)`, which \(key.algorithm.rawValue) needs; add it"))
      }
      if foreign.1 != nil {
        faults.append(
          RuleFault(
            path: "\(path).\(foreign.0)", involved: ["\(path).algorithm"],
            message: "`\(foreign.0)` has no meaning with \(key.algorithm.rawValue); leave it out"))
      }
      return faults
    }
  }

  private var connectionRules: [RuleFault] {
    [
      ("redis", redis.reconnectMin, redis.reconnectMax), ("postgres", postgres.reconnectMin, postgres.reconnectMax),
    ].compactMap { name, least, most in
      guard least > most else { return nil }
      return RuleFault(
        path: "\(name).reconnect_min", involved: ["\(name).reconnect_max"],
        message: "`reconnect_min` is longer than `reconnect_max`; write at most \(DurationText.text(most))")
    }
  }
}
