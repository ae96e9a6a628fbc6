import Primitives
import RoomLedger
import WaitingRoom

/// Says of each room with an event when it is sold out, and when it isn't any more: in PostgreSQL, so that all gateways and
/// admitters agree and a restart changes nothing. Of several gateways one does it; the version decides.
///
/// Sold out is what two readings in a row say: between them nothing was free, in a basket or in a payment that could give
/// anything back. Lives on the gateway's main loop.
final class StockWatch {
  private let ledger: RoomLedger
  /// By room: of which moment the first reading was that said so.
  private var soldOutSince: [String: WallInstant] = [:]
  private var changing: Set<String> = []
  /// Called with a room that was changed.
  var onChange: ((RoomRecord) -> Void)?

  init(ledger: RoomLedger) { self.ledger = ledger }

  func look(_ records: [RoomRecord], stock: (String) -> EventStock?) {
    for record in records {
      guard let event = record.eventID, let read = stock(event) else { continue }
      guard read.isSoldOut else {
        soldOutSince[record.id] = nil
        if record.state == .soldOut { change(record, to: .open) }
        continue
      }
      let since = soldOutSince[record.id] ?? read.asOf
      soldOutSince[record.id] = since
      if record.state == .open, read.asOf > since { change(record, to: .soldOut) }
    }
  }

  private func change(_ record: RoomRecord, to state: RoomState) {
    guard changing.insert(record.id).inserted else { return }
    ledger.change(
      room: record.id, ifVersion: record.version, state: state, settings: record.settings, actor: "stock",
      action: state == .soldOut ? "sold_out" : "back_on_sale", detail: "{}"
    ) { [weak self] result in
      guard let self else { return }
      changing.remove(record.id)
      // Whoever was first, or if the ledger is away: the next reading looks again.
      if case .success(.changed(let changed)) = result { onChange?(changed) }
    }
  }
}
