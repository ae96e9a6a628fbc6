internal import EventLoop
internal import Primitives
internal import RoomLedger
internal import RoomStore
internal import Telemetry
internal import WaitingRoom

/// Lets people into all rooms: asks PostgreSQL for the rooms and Redis for its name, tells the rooms' keepers, and does
/// what they decide. Never stops for a fault; whatever doesn't answer is asked again later.
///
/// Owned by one loop, as are the ledger and the store, which the caller closes after it.
final class AdmissionService {
  let loop: Loop
  let ledger: RoomLedger
  let store: RoomStore
  let options: AdmissionOptions
  let log: StructuredLog
  let metrics: AdmitterMetrics
  var rooms: [String: KeptRoom] = [:]
  /// Which Redis answers; nil: none, or not known yet.
  private(set) var storeName: String?
  /// When the rooms that were read last had been asked for.
  private(set) var loadedAt: MonotonicInstant?
  private(set) var ledgerFault: LedgerFault?
  private(set) var storeFault: String? = "not asked yet"

  private var timers: [LoopTimer] = []
  private var isLoading = false
  private var wantsLoad = false
  private var isNaming = false
  private var isClosed = false
  var marks: [String: ServedMark] = [:]
  var marksTimer: LoopTimer?

  init(
    loop: Loop, ledger: RoomLedger, store: RoomStore, options: AdmissionOptions, log: StructuredLog,
    registry: MetricsRegistry
  ) {
    self.loop = loop
    self.ledger = ledger
    self.store = store
    self.options = options
    self.log = log
    metrics = AdmitterMetrics(registry)
  }

  func start() {
    store.onConnectionChange = { [unowned self] isConnected in
      // A new connection may lead to another server.
      if isConnected { nameStore() } else { storeIsAway("the connection was lost") }
    }
    timers = [
      loop.addTimer(after: .zero, repeat: options.loadInterval) { [unowned self] in load() },
      loop.addTimer(after: .zero, repeat: options.identityInterval) { [unowned self] in nameStore() },
      loop.addTimer(after: options.pruneInterval, repeat: options.pruneInterval) { [unowned self] in prune() },
    ]
  }

  /// Nothing is begun any more; what is under way may still take effect.
  func close() {
    isClosed = true
    store.onConnectionChange = nil
    for timer in timers { timer.cancel() }
    marksTimer?.cancel()
    for kept in rooms.values { kept.timer?.cancel() }
  }

  /// People can be let in.
  var isReady: Bool {
    guard storeName != nil, let loadedAt else { return false }
    return loop.now - loadedAt <= options.staleAfter
  }
}

extension AdmissionService {
  /// Reads all rooms. One reading at a time; a wish that comes meanwhile is granted by the next.
  func load() {
    guard !isClosed else { return }
    guard !isLoading else {
      wantsLoad = true
      return
    }
    isLoading = true
    wantsLoad = false
    let askedAt = loop.now
    ledger.rooms { [weak self] result in
      guard let self, !isClosed else { return }
      isLoading = false
      switch result {
      case .success(let records): loaded(records, askedAt: askedAt)
      case .failure(let fault): ledgerFailed(fault)
      }
      if wantsLoad { load() }
    }
  }

  private func loaded(_ records: [RoomRecord], askedAt: MonotonicInstant) {
    loadedAt = askedAt
    if ledgerFault != nil { log.log(.info, "postgres_is_back", at: loop.wallNow) }
    ledgerFault = nil
    metrics.ledgerReady.set(1)
    for record in records {
      guard let kept = keep(record) else { continue }
      tell(kept, .loaded(RoomFacts(record), askedAt: askedAt))
      openAtItsHour(kept)
    }
    metrics.rooms.set(rooms.count)
  }

  /// Opens a room whose hour has come. Of several admitters one does: the version decides.
  private func openAtItsHour(_ kept: KeptRoom) {
    guard kept.record.state == .prequeue, kept.settingsVersion == kept.record.version, !kept.isOpening,
      let opensAt = kept.settings.opensAt, loop.wallNow >= opensAt
    else { return }
    kept.isOpening = true
    ledger.change(
      room: kept.record.id, ifVersion: kept.record.version, state: .open, settings: kept.record.settings,
      actor: "admitter", action: "opened", detail: "{}"
    ) { [weak self] result in
      kept.isOpening = false
      guard let self, !isClosed else { return }
      switch result {
      case .success(.changed(let record)):
        log.log(.info, "room_opened", at: loop.wallNow) { $0.field("room", record.id) }
        load()
      case .success: load()
      case .failure(let fault): ledgerFailed(fault)
      }
    }
  }

  private func ledgerFailed(_ fault: LedgerFault) {
    metrics.ledgerReady.set(0)
    if ledgerFault == nil {
      log.log(.warning, "postgres_is_away", at: loop.wallNow) { $0.field("reason", fault.description) }
    }
    ledgerFault = fault
  }

  /// The kept room of a record, brought up to date; nil if it can't be looked after.
  func keep(_ record: RoomRecord) -> KeptRoom? {
    let settings = read(record)
    if let kept = rooms[record.id] {
      kept.record = record
      if let settings {
        kept.settings = settings
        kept.settingsVersion = record.version
      }
      return kept
    }
    guard let settings, let room = RoomID(record.id), rooms.count < options.roomsMax else { return nil }
    let kept = KeptRoom(
      room: room, record: record, settings: settings, pace: options.pace,
      metrics: RoomMetrics(metrics.registry, room: record.id))
    rooms[record.id] = kept
    tell(kept, .store(storeName))
    return kept
  }

  private func read(_ record: RoomRecord) -> RoomSettings? {
    if let kept = rooms[record.id], kept.settingsVersion == record.version { return kept.settings }
    do throws(JSONFieldFault) {
      return try RoomSettings(text: record.settings)
    } catch {
      log.log(.error, "room_settings_unreadable", at: loop.wallNow) { json in
        json.field("room", record.id)
        json.field("version", record.version)
        json.field("reason", "\(error)")
      }
      return nil
    }
  }

  /// Asks Redis which one it is.
  private func nameStore() {
    guard !isClosed, !isNaming else { return }
    isNaming = true
    store.identity { [weak self] result in
      guard let self, !isClosed else { return }
      isNaming = false
      switch result {
      case .success(let identity) where identity.isMaster: storeIsNamed(identity.replicationID)
      case .success: storeIsAway("it is a replica")
      case .failure(let fault): storeIsAway(fault.description)
      }
    }
  }

  private func storeIsNamed(_ name: String) {
    storeFault = nil
    metrics.storeReady.set(1)
    guard name != storeName else { return }
    storeName = name
    log.log(.info, "redis_answers", at: loop.wallNow) { $0.field("store", name) }
    for kept in rooms.values { tell(kept, .store(name)) }
  }

  private func storeIsAway(_ reason: String) {
    storeFault = reason
    metrics.storeReady.set(0)
    guard storeName != nil else { return }
    storeName = nil
    log.log(.warning, "redis_is_away", at: loop.wallNow) { $0.field("reason", reason) }
    for kept in rooms.values { tell(kept, .store(nil)) }
  }

  private func prune() {
    ledger.pruneChanges { [weak self] result in
      guard let self, case .failure(let fault) = result else { return }
      log.log(.warning, "feed_not_pruned", at: loop.wallNow) { $0.field("reason", fault.description) }
    }
  }
}

extension RoomFacts {
  init(_ record: RoomRecord) {
    self.init(
      epoch: record.epoch, epochStore: record.epochStore, version: record.version,
      served: record.served.map {
        StoredCounters(
          epoch: $0.epoch, servedScore: $0.servedScore, lastScore: $0.lastScore, admittedTotal: $0.admittedTotal,
          joinsTotal: $0.joinsTotal)
      })
  }
}
