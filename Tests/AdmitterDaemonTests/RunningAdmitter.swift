import RoomLedger
import RoomStore
import Telemetry
import TestKit

@testable import Admitter

/// One admitter with connections of its own.
final class RunningAdmitter {
  private let ledger: RoomLedger
  private let store: RoomStore
  let service: AdmissionService
  private var isClosed = false

  init(_ rig: AdmissionRig) throws {
    ledger = RoomLedger(
      loop: rig.loop, options: try RoomLedgerOptions(connection: rig.postgres.connectionString))
    store = RoomStore(loop: rig.loop, options: AdmissionRig.storeOptions(rig.redis))
    service = AdmissionService(
      loop: rig.loop, ledger: ledger, store: store, options: AdmissionOptions(),
      log: StructuredLog(process: "admitter", level: .error), registry: MetricsRegistry())
    service.start()
  }

  var isAdmitting: Bool { service.rooms["demo"]?.keeper.isAdmitting == true }
  var epoch: Int? { service.rooms["demo"]?.keeper.facts?.epoch }

  func close() {
    guard !isClosed else { return }
    isClosed = true
    service.close()
    store.close()
    ledger.close()
  }
}
