internal import Primitives

extension UsherConfiguration {
  var roomRules: [RuleFault] { rooms.flatMap(faults) }

  private func faults(of room: RoomConfiguration) -> [RuleFault] {
    let path = "rooms.\(room.id)"
    var faults: [RuleFault] = []
    if room.failMode == .open, let event = room.event {
      faults.append(
        RuleFault(
          path: "\(path).fail", involved: ["\(path).event"],
          message: "`fail: open` would let everybody in to buy `\(event)` while Redis is away; write `closed`"))
    }
    if room.effectivePollMax > room.absentAfter / 3 {
      faults.append(
        RuleFault(
          path: "\(path).poll_max", involved: ["\(path).absent_after"],
          message: "`poll_max` is more than a third of `absent_after`, so one lost poll could make a visitor absent; "
            + "write at most \(DurationText.text(room.absentAfter / 3))"))
    }
    if room.pollMin > room.effectivePollMax {
      faults.append(
        RuleFault(
          path: "\(path).poll_min", involved: ["\(path).poll_max", "\(path).absent_after"],
          message: "`poll_min` is longer than polls may be apart; write at most "
            + DurationText.text(room.effectivePollMax)))
    }
    let needed = room.claimWithin + room.passLifetime + booking.holdLifetimeMax + booking.paymentTimeout
    if room.ticketLifetime < needed {
      faults.append(
        RuleFault(
          path: "\(path).ticket_lifetime",
          involved: [
            "\(path).claim_within", "\(path).pass_lifetime", "booking.hold_lifetime_max", "booking.payment_timeout",
          ],
          message: "`ticket_lifetime` ends before what the ticket leads to can; write at least "
            + "\(DurationText.text(needed)), which is `claim_within`, `pass_lifetime`, `booking.hold_lifetime_max` and "
            + "`booking.payment_timeout` together"))
    }
    return faults + rateFaults(of: room, path) + openingFaults(of: room, path)
  }

  private func rateFaults(of room: RoomConfiguration, _ path: String) -> [RuleFault] {
    let millisecondsPerTick = max(1, admitter.tick.milliseconds)
    let most = Int64(admitter.releaseMax) * 1_000_000_000 / millisecondsPerTick
    let steps = room.ramp.enumerated().map { ("\(path).ramp[\($0)]", $1) }
    let rates = [(path, room.admitRateMicros)] + steps.map { ($0.0, $0.1.admitRateMicros) }
    var faults = rates.filter { $0.1 > most }.map { path, _ in
      RuleFault(
        path: "\(path).admit_rate", involved: ["admitter.release_max", "admitter.tick"],
        message: "`admit_rate` is more than the admitter can release; write at most "
          + "\(DecimalNumber.text(micros: most)), which is `admitter.release_max` each `admitter.tick`")
    }
    for (before, step) in zip(steps, steps.dropFirst()) where step.1.after <= before.1.after {
      faults.append(
        RuleFault(
          path: "\(step.0).after", involved: ["\(before.0).after"],
          message: "the step is not after the one before it; write more than \(DurationText.text(before.1.after))"))
    }
    if !room.ramp.isEmpty, room.opensAt == nil {
      faults.append(
        RuleFault(
          path: "\(path).ramp", involved: ["\(path).opens_at"],
          message: "`ramp` counts from the opening, and `opens_at` is not set; write when the room opens, too"))
    }
    return faults
  }

  private func openingFaults(of room: RoomConfiguration, _ path: String) -> [RuleFault] {
    guard let prequeue = room.prequeueOpensAt else { return [] }
    guard let opening = room.opensAt else {
      return [
        RuleFault(
          path: "\(path).prequeue_opens_at", involved: ["\(path).opens_at"],
          message: "`prequeue_opens_at` is set without `opens_at`; write when the room opens, too")
      ]
    }
    if prequeue < opening { return [] }
    return [
      RuleFault(
        path: "\(path).prequeue_opens_at", involved: ["\(path).opens_at"],
        message: "`prequeue_opens_at` is not before `opens_at`; write an earlier moment than \(opening.rfc3339)")
    ]
  }
}
