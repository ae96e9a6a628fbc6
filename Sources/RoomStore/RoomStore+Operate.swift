internal import Primitives
internal import Redis
public import WaitingRoom

extension RoomStore {
  /// Gives turns to at most `maximum` people, within the rate. Any number of admitters may call it.
  public func release(_ room: RoomID, epoch: Int, maximum: Int, _ answer: @escaping Answer<ReleaseReply>) {
    let call = RoomCall<ReleaseReply>(
      script: .release, arguments: 2,
      write: { writer, epoch in
        writer.append(epoch)
        writer.append(maximum)
      },
      decode: { word, reply, _ in
        guard word.equals("released") else { return nil }
        return ReleaseReply(
          at: reply[1].wallInstant, released: reply[2].integer, passedOver: reply[3].integer,
          wantsMore: reply[4].integer == 1, hasLost: reply[5].integer == 1,
          dueIn: reply[6].integer >= 0 ? .microseconds(reply[6].integer) : nil)
      })
    run(call, room, epoch: epoch, answer)
  }

  /// Sets what an operator has changed, if it is newer than what Redis has.
  public func apply(
    _ room: RoomID, epoch: Int, state: RoomState, settings: RoomSettings, version: Int,
    _ answer: @escaping Answer<AppliedReply>
  ) {
    let call = RoomCall<AppliedReply>(
      script: .settings, arguments: 12,
      write: { writer, epoch in
        writer.append(epoch)
        writer.append(version)
        writer.append(state, settings)
      },
      decode: { word, reply, _ in
        guard word.equals("applied") else { return nil }
        return AppliedReply(at: reply[1].wallInstant, version: reply[2].integer, isChanged: reply[3].integer == 1)
      })
    run(call, room, epoch: epoch, answer)
  }

  /// Opens an epoch that was raised in PostgreSQL, and frees what Redis holds of the one before.
  public func open(_ room: RoomID, epoch: Int, _ request: OpenRequest, _ answer: @escaping Answer<OpenReply>) {
    let call = RoomCall<OpenReply>(
      script: .open, extraKeys: OwnerKeys.partCount, arguments: 15,
      write: { [unowned self] writer, epoch in
        owners(room, epoch: epoch).appendAllUsers(to: &writer)
        writer.append(epoch)
        writer.append(request.version)
        writer.append(request.state, request.settings)
        writer.append(request.recoverForMicroseconds)
        writer.append(Int(request.scoreFloor))
        writer.append(Int(request.servedScore))
      },
      decode: { word, reply, _ in
        guard word.equals("opened") || word.equals("open") else { return nil }
        let previous = reply[3].integer
        return OpenReply(
          at: reply[1].wallInstant, isNew: word.equals("opened"), recoveringUntil: reply[2].wallInstant,
          previousEpoch: previous > 0 ? previous : nil)
      })
    run(call, room, epoch: epoch) { [unowned self] result in
      if case .success(let reply) = result, reply.isNew, let previous = reply.previousEpoch {
        forget(room, epoch: previous)
      }
      answer(result)
    }
  }

  /// Frees what is left of an epoch that is over. Nobody waits for it: what stays behind costs memory alone.
  private func forget(_ room: RoomID, epoch: Int) {
    client.send(words: 1 + RoomKey.ofEpoch.count + OwnerKeys.partCount) { writer in
      writer.append("UNLINK")
      for key in RoomKey.ofEpoch { writer.append(key.name(room, epoch: epoch)) }
      owners(room, epoch: epoch).appendAllUsers(to: &writer)
    } then: { _ in
    }
  }

  /// The figures of a whole room, with a curve of at most `points` points.
  public func figures(
    _ room: RoomID, epoch: Int, points: Int = PositionCurve.pointsMax, _ answer: @escaping Answer<RoomFigures>
  ) {
    let call = RoomCall<RoomFigures>(
      script: .stats, arguments: 2,
      write: { writer, epoch in
        writer.append(epoch)
        writer.append(points)
      },
      decode: { word, reply, epoch in word.equals("stats") ? RoomFigures(reply, epoch: epoch) : nil })
    run(call, room, epoch: epoch, answer)
  }
}

extension RoomFigures {
  init?(_ reply: RedisReply, epoch: Int) {
    guard let state = RoomState(rawValue: reply[3].string) else { return nil }
    var points: [PositionCurve.Point] = []
    for point in 0..<reply[20].integer {
      let first = 21 + 3 * point
      let whole = reply[first].epoch(present: epoch)
      points.append(
        PositionCurve.Point(orderKey: reply[first + 1].orderKey(epoch: whole), ahead: reply[first + 2].integer))
    }
    self.init(
      at: reply[1].wallInstant, epoch: epoch, version: reply[2].integer, state: state, isPaused: reply[4].integer == 1,
      recoveringUntil: reply[5].wallInstant, waiting: reply[6].integer, admittedTotal: reply[7].integer,
      joinsTotal: reply[8].integer, active: reply[9].integer, owed: reply[10].integer, away: reply[11].integer,
      late: reply[12].integer, servedScore: Int64(reply[13].integer), lastScore: Int64(reply[14].integer),
      admittedPerSecond: Double(reply[15].integer) / 1_000, hasLost: reply[16].integer == 1,
      popped: reply[17].integer, aside: reply[18].integer, admittedOwed: reply[19].integer,
      curve: PositionCurve(points: points))
  }
}

extension RedisCommandWriter {
  /// The ten settings that scripts need, in their order.
  fileprivate mutating func append(_ state: RoomState, _ settings: RoomSettings) {
    append(state.rawValue)
    append(settings.isPaused ? 1 : 0)
    let pace = AdmissionPace(settings)
    append(pace.rateMicro)
    append(pace.burstMicro)
    append(settings.maxActive ?? 0)
    append(settings.absentAfterMicroseconds)
    append(settings.claimWithinMicroseconds)
    append(settings.passLifetimeMicroseconds)
    append(settings.waitingMax)
    append(pace.rampText)
  }
}
