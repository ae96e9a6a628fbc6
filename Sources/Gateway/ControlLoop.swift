import Configuration
import EventLoop
import HTTP
import HTTPWire
import Primitives
import RoomLedger
import RoomStore
import Telemetry
import WaitingRoom

/// Keeps every worker up to date: reads rooms and the feed of passes from PostgreSQL and the rooms' figures from Redis, once
/// for all workers, and hands them over as values. Lives on the gateway's main loop.
///
/// A reading that fails leaves the last one standing and is tried again at the next turn of its timer.
final class ControlLoop {
  private let loop: Loop
  private let configuration: UsherConfiguration
  let store: RoomStore
  let ledger: RoomLedger
  private let stock: StockReader
  private let stockWatch: StockWatch
  private let log: StructuredLog
  /// Called with each new directory and each part of the feed.
  private let publish: (RoomDirectory) -> Void
  private let publishFeed: (PassFeed) -> Void
  private var timers: [LoopTimer] = []

  private var records: [RoomRecord] = []
  private var figures: [String: RoomFigures] = [:]
  private var pulses: [String: RoomPulse] = [:]
  private var feedPosition: PassFeedPosition?
  private var isReadingRooms = false
  private var isReadingFeed = false
  private let rooms = RoomTable()
  let passCommands: PassCommands
  private var hasReadRooms = false
  private var hasReadFeed = false
  /// True once rooms and passes have been read for the first time.
  var hasRead: Bool { hasReadRooms && hasReadFeed }

  init(
    loop: Loop, configuration: UsherConfiguration, store: RoomStore, ledger: RoomLedger, stock: StockReader,
    log: StructuredLog,
    publish: @escaping (RoomDirectory) -> Void, publishFeed: @escaping (PassFeed) -> Void
  ) {
    self.loop = loop
    self.configuration = configuration
    self.store = store
    self.ledger = ledger
    self.stock = stock
    stockWatch = StockWatch(ledger: ledger)
    self.log = log
    self.publish = publish
    self.publishFeed = publishFeed
    passCommands = PassCommands(store: store, ledger: ledger, now: { loop.wallNow }, rooms: rooms)
  }

  var directory: RoomDirectory { rooms.directory }
  var now: WallInstant { loop.wallNow }

  func start() {
    let gateway = configuration.gateway
    timers = [
      loop.addTimer(after: .zero, repeat: gateway.settingsInterval) { [unowned self] in readRooms() },
      loop.addTimer(after: .zero, repeat: gateway.passEndingsInterval) { [unowned self] in readFeed() },
      loop.addTimer(after: gateway.figuresInterval, repeat: gateway.figuresInterval) { [unowned self] in readFigures()
      },
    ]
    stock.onRead = { [unowned self] in stockWatch.look(records) { self.stock[$0] } }
    stockWatch.onChange = { [unowned self] in push($0) }
    stock.start()
  }

  /// Brings a room's new state or settings to Redis and the workers at once; if Redis is away, the admitters bring it there
  /// as soon as it is back.
  func push(_ record: RoomRecord, then: @escaping () -> Void = {}) {
    readRooms()
    guard let id = RoomID(record.id), let settings = try? RoomSettings(text: record.settings) else { return then() }
    store.apply(id, epoch: record.epoch, state: record.state, settings: settings, version: record.version) { _ in
      then()
    }
  }

  /// Ends the readings and lets go of the stores.
  func close() {
    for timer in timers { timer.cancel() }
    timers = []
    stock.stop()
    store.close()
    ledger.close()
  }

  /// Reads the rooms now; also called after an operator's change, so that it counts at once.
  func readRooms() {
    guard !isReadingRooms else { return }
    isReadingRooms = true
    ledger.rooms { [weak self] result in
      guard let self else { return }
      isReadingRooms = false
      guard case .success(let records) = result else { return }
      let isFirst = self.records.isEmpty
      hasReadRooms = true
      self.records = records
      rebuild()
      if isFirst { readFigures() }
    }
  }

  private func readFeed() {
    guard !isReadingFeed else { return }
    isReadingFeed = true
    ledger.changes(since: feedPosition) { [weak self] result in
      guard let self else { return }
      isReadingFeed = false
      guard case .success(let feed) = result else { return }
      feedPosition = feed.position
      hasReadFeed = true
      publishFeed(feed)
    }
  }

  private func readFigures() {
    for record in records {
      guard let id = RoomID(record.id) else { continue }
      store.figures(id, epoch: record.epoch) { [weak self] result in
        guard let self else { return }
        note(record.id, result)
        rebuild()
      }
    }
  }

  /// Keeps the figures, or forgets them and says why, once for each time that they are lost.
  private func note(_ room: String, _ result: Result<RoomFigures, StoreFault>) {
    switch result {
    case .success(let read):
      figures[room] = read
      if let settings = RoomID(room).flatMap({ directory[$0]?.settings }) {
        pulses[room, default: RoomPulse()].note(read, settings)
      }
    case .failure(let fault):
      if figures[room] != nil {
        log.log(.warning, "room_figures_lost", at: loop.wallNow) { json in
          json.field("room", room)
          json.field("reason", "\(fault)")
        }
      }
      figures[room] = nil
    }
  }

  private func rebuild() {
    let now = loop.wallNow
    let views = records.compactMap { record in
      RoomView(record, figures: figures[record.id], stock: record.eventID.flatMap { stock[$0]?.shown })
    }
    rooms.directory = RoomDirectory(
      rooms: views.map { room in
        pulses[room.id.text, default: RoomPulse()].note(rateMicro: room.admitRateMicro(at: now), at: now)
        return RoomView(room, pulses[room.id.text])
      })
    publish(rooms.directory)
  }
}
