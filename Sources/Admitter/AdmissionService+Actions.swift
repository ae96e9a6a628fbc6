internal import EventLoop
internal import Primitives
internal import RoomLedger
internal import RoomStore
internal import Telemetry
internal import WaitingRoom

/// Carries out what the keepers decide, and tells them the answers.
extension AdmissionService {
  func tell(_ kept: KeptRoom, _ event: KeeperEvent) {
    let wasAdmitting = kept.keeper.isAdmitting
    for action in kept.keeper.handle(event, at: loop.now) { perform(action, kept) }
    if kept.keeper.isAdmitting != wasAdmitting { kept.metrics.isAdmitting.set(kept.keeper.isAdmitting ? 1 : 0) }
    setAlarm(kept)
  }

  private func setAlarm(_ kept: KeptRoom) {
    let delay = kept.keeper.wakeAt(loop.now) - loop.now
    if let timer = kept.timer {
      timer.restart(after: delay)
    } else {
      kept.timer = loop.addTimer(after: delay) { [unowned self, unowned kept] in tell(kept, .wake) }
    }
  }

  private func perform(_ action: KeeperAction, _ kept: KeptRoom) {
    switch action {
    case .release(let epoch): release(kept, epoch)
    case .apply(let epoch, _): apply(kept, epoch)
    case .measure(let epoch): measure(kept, epoch)
    case .open(let epoch, let recovers, let floor, let served):
      open(kept, epoch, recovers, floor: floor, served: served)
    case .confirm(let epoch, let store): confirm(kept, epoch, store)
    case .raise(let epoch, let loss): raise(kept, epoch, loss)
    case .store(let counters): store(counters, kept)
    case .reload: load()
    }
  }

  private func answered(_ kept: KeptRoom, _ call: KeeperCall, _ epoch: Int, _ answer: KeeperAnswer) {
    if case .failed = answer { metrics.failures.increment(call.index) }
    tell(kept, .answered(call, epoch: epoch, answer))
  }

  /// Calls Redis' answers by the keeper's names. The store goes on to a newer epoch by itself: then the answer was another
  /// epoch's.
  private func answered<Reply>(
    _ kept: KeptRoom, _ call: KeeperCall, _ epoch: Int, _ result: Result<Reply, StoreFault>,
    _ answer: (Reply) -> KeeperAnswer
  ) {
    let newest = store.knownEpoch(of: kept.room) ?? epoch
    switch result {
    case .success where newest > epoch, .failure(.uninitialised) where newest > epoch:
      answered(kept, call, epoch, .otherEpoch(newest))
    case .success(let reply): answered(kept, call, epoch, answer(reply))
    case .failure(.uninitialised): answered(kept, call, epoch, .uninitialised)
    case .failure(let fault):
      if case .broken(let reason) = fault {
        log.log(.error, "redis_answer_broken", at: loop.wallNow) { json in
          json.field("room", kept.record.id)
          json.field("call", call.rawValue)
          json.field("reason", reason)
        }
      }
      answered(kept, call, epoch, .failed)
    }
  }

  private func release(_ kept: KeptRoom, _ epoch: Int) {
    metrics.calls.increment(KeeperCall.release.index)
    let began = loop.now
    store.release(kept.room, epoch: epoch, maximum: options.releaseMax) { [weak self] result in
      guard let self else { return }
      metrics.releaseSeconds.observe(loop.now - began)
      if case .success(let reply) = result {
        kept.metrics.released.increment(by: UInt64(max(0, reply.released)))
        kept.metrics.passedOver.increment(by: UInt64(max(0, reply.passedOver)))
      }
      answered(kept, .release, epoch, result) { reply in
        .released(KeeperRelease(hasMore: reply.wantsMore, isIncomplete: reply.hasLost, dueIn: reply.dueIn))
      }
    }
  }

  private func apply(_ kept: KeptRoom, _ epoch: Int) {
    metrics.calls.increment(KeeperCall.apply.index)
    store.apply(
      kept.room, epoch: epoch, state: kept.record.state, settings: kept.settings, version: kept.record.version
    ) { [weak self] result in
      self?.answered(kept, .apply, epoch, result) { .applied(version: $0.version) }
    }
  }

  private func measure(_ kept: KeptRoom, _ epoch: Int) {
    metrics.calls.increment(KeeperCall.measure.index)
    store.figures(kept.room, epoch: epoch, points: 0) { [weak self] result in
      if case .success(let figures) = result { kept.metrics.waiting.set(figures.waiting) }
      self?.answered(kept, .measure, epoch, result) { figures in
        let counters = StoredCounters(
          epoch: figures.epoch, servedScore: Int(figures.servedScore), lastScore: Int(figures.lastScore),
          admittedTotal: figures.admittedTotal, joinsTotal: figures.joinsTotal)
        return .measured(counters, version: figures.version, isIncomplete: figures.hasLost)
      }
    }
  }

  private func open(_ kept: KeptRoom, _ epoch: Int, _ recovers: Bool, floor: Int, served: Int) {
    metrics.calls.increment(KeeperCall.open.index)
    let request = OpenRequest(
      state: kept.record.state, settings: kept.settings, version: kept.record.version,
      recoverForMicroseconds: recovers ? kept.settings.recoverForMicroseconds : 0, scoreFloor: Int64(floor),
      servedScore: Int64(served))
    store.open(kept.room, epoch: epoch, request) { [weak self] result in
      guard let self else { return }
      if case .success(let reply) = result, reply.isNew {
        log.log(.info, "epoch_opened", at: loop.wallNow) { json in
          json.field("room", kept.record.id)
          json.field("epoch", epoch)
          json.field("recovering_until", reply.recoveringUntil)
        }
      }
      answered(kept, .open, epoch, result) { _ in .opened }
    }
  }

  private func confirm(_ kept: KeptRoom, _ epoch: Int, _ store: String) {
    metrics.calls.increment(KeeperCall.confirm.index)
    ledger.confirmEpoch(room: kept.record.id, epoch: epoch, store: store) { [weak self] result in
      switch result {
      case .success(let isTaken): self?.answered(kept, .confirm, epoch, .confirmed(isTaken))
      case .failure(let fault): self?.failed(kept, .confirm, epoch, fault.description)
      }
    }
  }

  private func raise(_ kept: KeptRoom, _ epoch: Int, _ loss: EpochLoss) {
    metrics.calls.increment(KeeperCall.raise.index)
    ledger.raiseEpoch(room: kept.record.id, from: epoch, reason: loss.rawValue, actor: "admitter") {
      [weak self] result in
      guard let self else { return }
      switch result {
      case .success(.raised(let record)):
        metrics.raises.increment(loss.index)
        log.log(.warning, "epoch_raised", at: loop.wallNow) { json in
          json.field("room", record.id)
          json.field("epoch", record.epoch)
          json.field("loss", loss.rawValue)
        }
        raised(kept, epoch, record)
      case .success(.otherEpoch(let record)): raised(kept, epoch, record)
      case .success(.unknownRoom): failed(kept, .raise, epoch, "PostgreSQL does not know the room any more")
      case .failure(let fault): failed(kept, .raise, epoch, fault.description)
      }
    }
  }

  private func failed(_ kept: KeptRoom, _ call: KeeperCall, _ epoch: Int, _ reason: String) {
    log.log(.warning, "epoch_call_failed", at: loop.wallNow) { json in
      json.field("room", kept.record.id)
      json.field("call", call.rawValue)
      json.field("epoch", epoch)
      json.field("reason", reason)
    }
    answered(kept, call, epoch, .failed)
  }

  private func raised(_ kept: KeptRoom, _ epoch: Int, _ record: RoomRecord) {
    _ = keep(record)
    answered(kept, .raise, epoch, .raised(RoomFacts(record)))
  }

  /// Counters of several rooms go to PostgreSQL together.
  private func store(_ counters: StoredCounters, _ kept: KeptRoom) {
    kept.metrics.epoch.set(counters.epoch)
    marks[kept.record.id] = ServedMark(
      room: kept.record.id, epoch: counters.epoch, servedScore: counters.servedScore, lastScore: counters.lastScore,
      admittedTotal: counters.admittedTotal, joinsTotal: counters.joinsTotal)
    guard marksTimer?.isArmed != true else { return }
    if let marksTimer {
      marksTimer.restart(after: options.storeDelay)
    } else {
      marksTimer = loop.addTimer(after: options.storeDelay) { [unowned self] in storeMarks() }
    }
  }

  private func storeMarks() {
    let marks = self.marks.values.sorted { $0.room < $1.room }
    self.marks.removeAll(keepingCapacity: true)
    guard !marks.isEmpty else { return }
    // The next measurement brings newer ones, whatever becomes of these.
    ledger.store(served: marks) { [weak self] result in
      guard let self, case .failure(let fault) = result else { return }
      log.log(.debug, "counters_not_stored", at: loop.wallNow) { $0.field("reason", fault.description) }
    }
  }
}

extension KeeperCall {
  /// The place among all cases: the metric's label.
  var index: Int { KeeperCall.allCases.firstIndex(of: self) ?? 0 }
}

extension EpochLoss {
  var index: Int { EpochLoss.allCases.firstIndex(of: self) ?? 0 }
}
