public import Limits
internal import Primitives
internal import Redis
public import WaitingRoom

extension RoomStore {
  /// Decides all limits of a request in one call: all are charged, or none. Limits are counted in `room`; without one, across
  /// rooms. (A room's limits and those across rooms can't share a call: they may lie on different servers of a cluster.)
  public func takeLimits(_ checks: [LimitCheck], in room: RoomID? = nil, _ answer: @escaping Answer<LimitVerdict>) {
    precondition((1...LimitCheck.countMax).contains(checks.count), "from 1 to 16 limits a request")
    let count = checks.count
    client.call(
      limitsScript, RoomStore.noKeys, extraKeys: count, arguments: 3 * count + (simulatedClock == nil ? 0 : 1)
    ) { writer in
      for check in checks { writer.appendLimitKey(check, room: room, scratch) }
      for check in checks { writer.append(check) }
      if let simulatedClock { writer.append(Int(simulatedClock())) }
    } then: { result in
      switch result {
      case .failure(let fault): answer(.failure(StoreFault(fault)))
      case .success(let reply):
        let word = reply[0].bytes
        if word.equals("limited") { return answer(.success(LimitVerdict(refusal: reply, limits: count))) }
        guard word.equals("taken") else {
          return answer(.failure(.broken("limits/take answered \(word.string)")))
        }
        answer(.success(LimitVerdict(refusedIndex: nil, retryAfterMicroseconds: 0, standings: reply.standings(count))))
      }
    }
  }

  static let noKeys = RedisKeys([])
}

extension LimitVerdict {
  /// `limited`, the limit's place from 1, microseconds to wait, then the standings.
  init(refusal reply: RedisReply, limits: Int) {
    self.init(
      refusedIndex: max(0, reply[1].integer - 1), retryAfterMicroseconds: Int64(reply[2].integer),
      standings: reply.standings(limits))
  }
}

extension RedisReply {
  func standings(_ count: Int) -> [LimitVerdict.Standing] {
    (0..<count).map { index in
      LimitVerdict.Standing(
        remaining: self[3 + 2 * index].integer, resetMicroseconds: Int64(self[4 + 2 * index].integer))
    }
  }
}

extension RedisCommandWriter {
  /// `usher:{room}:limit:NAME:SUBJECT`; limits across rooms have `{*}`, which is no room's name.
  mutating func appendLimitKey(_ check: LimitCheck, room: RoomID?, _ name: ByteBuffer) {
    name.clear()
    name.append("usher:{" as StaticString)
    if let room { name.append(room.view) } else { name.append(byte: UInt8(ascii: "*")) }
    name.append("}:limit:" as StaticString)
    name.append(check.limit.name)
    name.append(byte: UInt8(ascii: ":"))
    check.subject.append(to: name)
    append(name.readable)
  }

  mutating func append(_ check: LimitCheck) {
    append(Int(check.limit.tokenMicroseconds))
    append(check.limit.burst)
    append(check.tokens)
  }
}
