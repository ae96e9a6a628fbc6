import EventLoop
import HTTP
import HTTPWire
import Primitives
import RoomLedger
import RoomStore
import WaitingRoom

/// Commands about one pass, and the audit: what origins say by a response header, operators and other proxies say here.
extension RoomAdministration {
  func command(_ command: PassCommand, passID: String, _ exchange: Exchange, _ room: RoomID, operator name: String) {
    commands.carryOut(command, passID: passID, room: room, actor: name) { [self] result in
      guard exchange.isOpen else { return }
      guard let outcome = value(result, exchange) else { return }
      switch outcome {
      case .unknownPass: exchange.respond(Problem(.notFound, detail: "this room has no such pass"))
      case .changed(let record): respond(exchange, record, isChanged: true)
      case .unchanged(let record): respond(exchange, record, isChanged: false)
      }
    }
  }

  private func respond(_ exchange: Exchange, _ record: PassRecord, isChanged: Bool) {
    exchange.respond(
      status: 200, contentType: "application/json", headers: { $0.field("Cache-Control", "no-store") },
      writing: { buffer in
        var json = JSONWriter(buffer)
        json.beginObject()
        json.field("jti", record.jti)
        json.field("room", record.room)
        json.field("state", record.state.rawValue)
        json.field("expires_at", record.expiresAt)
        json.field("changed", isChanged)
        json.endObject()
      })
  }

  func showAudit(_ exchange: Exchange) {
    let query = QueryItems(exchange.head.query)
    let before = query.first("before").flatMap { Int($0) }
    let limit = query.first("limit").flatMap { Int($0) } ?? 100
    control.ledger.audit(room: query.first("room"), before: before, limit: limit) { [self] result in
      guard exchange.isOpen, let entries = value(result, exchange) else { return }
      exchange.respond(
        status: 200, contentType: "application/json", headers: { $0.field("Cache-Control", "no-store") },
        writing: { buffer in
          var json = JSONWriter(buffer)
          json.beginObject()
          json.key("entries")
          json.beginArray()
          for entry in entries { entry.append(to: &json) }
          json.endArray()
          json.endObject()
        })
    }
  }
}

extension AuditEntry {
  fileprivate func append(to json: inout JSONWriter) {
    json.beginObject()
    json.field("sequence", sequence)
    json.field("room", room)
    json.field("actor", actor)
    json.field("action", action)
    json.key("detail")
    var text = detail
    text.withUTF8 { json.rawValue(ByteView(UnsafeRawBufferPointer($0))) }
    json.field("version", version)
    json.field("at", at)
    json.endObject()
  }
}
