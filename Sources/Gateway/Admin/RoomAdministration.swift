import EventLoop
import HTTP
import HTTPWire
import Primitives
import RoomLedger
import RoomStore
import Tokens
import WaitingRoom

/// The room API: shows rooms, changes them in PostgreSQL under their version, and pushes what changed into Redis at once,
/// so that it counts within the second. Lives on the gateway's main loop.
final class RoomAdministration {
  let control: ControlLoop
  let commands: PassCommands

  /// The most bytes of a settings document.
  static let bodyBytesMax = 16_384

  init(control: ControlLoop, commands: PassCommands) {
    self.control = control
    self.commands = commands
  }

  func list(_ exchange: Exchange) {
    guard isRead(exchange) else { return }
    control.ledger.rooms { [self] result in
      guard exchange.isOpen else { return }
      guard let records = value(result, exchange) else { return }
      exchange.respond(
        status: 200, contentType: "application/json", headers: { $0.field("Cache-Control", "no-store") },
        writing: { buffer in
          var json = JSONWriter(buffer)
          json.beginObject()
          json.key("rooms")
          json.beginArray()
          for record in records { append(record, to: &json) }
          json.endArray()
          json.endObject()
        })
    }
  }

  func show(_ exchange: Exchange, _ room: RoomID) {
    control.ledger.room(room.text) { [self] result in
      guard exchange.isOpen else { return }
      guard let found = value(result, exchange) else { return }
      guard let record = found else { return exchange.respond(RoomAdministration.unknown) }
      respond(exchange, record)
    }
  }

  /// `PATCH`: a merge patch (RFC 7396) of settings, under `If-Match` where the caller sends one.
  func patch(_ exchange: Exchange, _ room: RoomID, operator name: String) {
    guard let type = exchange.head.first("content-type"),
      MediaType.isJSON(type) || MediaType.matches(type, "application/merge-patch+json")
    else {
      return exchange.respond(
        Problem(.unsupportedMediaType, detail: "send application/json or application/merge-patch+json"))
    }
    let isDryRun = QueryItems(exchange.head.query).first("dry_run") == "true"
    exchange.collectBody(max: RoomAdministration.bodyBytesMax) { [self] result in
      do throws(Problem) {
        let patch = try RoomAdministration.parse(result)
        change(exchange, room, operator: name, action: "patch", isDryRun: isDryRun) { _, settings throws(Problem) in
          do throws(JSONFieldFault) { try settings.merge(patch) } catch { throw Problem(error) }
        }
      } catch {
        exchange.respond(error)
      }
    }
  }

  func act(_ action: RoomAction, _ exchange: Exchange, _ room: RoomID, operator name: String) {
    let isDryRun = QueryItems(exchange.head.query).first("dry_run") == "true"
    change(exchange, room, operator: name, action: action.rawValue, isDryRun: isDryRun) {
      state, settings throws(Problem) in
      guard action.apply(to: &state, &settings) else {
        throw Problem(.unprocessable, status: 409, detail: "a room that is \(state.rawValue) can't \(action.rawValue)")
      }
    }
  }

  private static func parse(_ result: Result<ByteView, BodyFault>) throws(Problem) -> JSONObject {
    switch result {
    case .failure(let fault): throw fault.problem
    case .success(let body):
      let value: JSONValue
      do throws(JSONFault) { value = try JSONReader.parse(body) } catch { throw Problem(error) }
      guard let object = value.objectValue else {
        throw Problem(.invalidJSON, detail: "expected an object of settings")
      }
      return object
    }
  }

  private typealias Change = (inout RoomState, inout RoomSettings) throws(Problem) -> Void

  /// Reads the room, changes it, and writes it back if nobody else did meanwhile.
  private func change(
    _ exchange: Exchange, _ room: RoomID, operator name: String, action: String, isDryRun: Bool,
    _ body: @escaping Change
  ) {
    control.ledger.room(room.text) { [self] result in
      guard exchange.isOpen else { return }
      guard let found = value(result, exchange) else { return }
      guard let record = found else { return exchange.respond(RoomAdministration.unknown) }
      do throws(Problem) {
        try RoomAdministration.checkVersion(exchange.head, record)
        let before = try RoomAdministration.settings(record)
        var settings = before
        var state = record.state
        try body(&state, &settings)
        if isDryRun || (settings == before && state == record.state) {
          return respond(exchange, record, settings: settings, state: state)
        }
        write(exchange, record, state, settings, operator: name, action: action)
      } catch {
        exchange.respond(error)
      }
    }
  }

  private func write(
    _ exchange: Exchange, _ record: RoomRecord, _ state: RoomState, _ settings: RoomSettings, operator name: String,
    action: String
  ) {
    control.ledger.change(
      room: record.id, ifVersion: record.version, state: state, settings: settings.text, actor: name, action: action,
      detail: settings.text
    ) { [self] result in
      guard let outcome = value(result, exchange) else { return }
      switch outcome {
      case .unknownRoom: exchange.respond(RoomAdministration.unknown)
      case .otherVersion: exchange.respond(RoomAdministration.changedMeanwhile)
      // Redis has it when the answer goes out.
      case .changed(let changed): control.push(changed) { self.respond(exchange, changed) }
      }
    }
  }

  private static func checkVersion(_ head: RequestHead, _ record: RoomRecord) throws(Problem) {
    guard let wanted = head.first("if-match"), !wanted.equals("*") else { return }
    var current = RoomDocument.etag(record)
    let isSame = current.withUTF8 { ByteView(UnsafeRawBufferPointer($0)) == wanted.trimmed }
    guard isSame else { throw changedMeanwhile }
  }

  static func settings(_ record: RoomRecord) throws(Problem) -> RoomSettings {
    do throws(JSONFieldFault) {
      return try RoomSettings(text: record.settings)
    } catch {
      throw Problem(.internalError, detail: "the room's stored settings can't be read: \(error)")
    }
  }

  private static let unknown = Problem(.unknownRoom, detail: "there is no room of that name")
  private static let changedMeanwhile = Problem(
    .preconditionFailed, detail: "the room was changed meanwhile; read it again and repeat")

  private func isRead(_ exchange: Exchange) -> Bool {
    if exchange.head.method == .get || exchange.head.method == .head { return true }
    exchange.respond(Problem(.methodNotAllowed)) { $0.field("Allow", "GET, HEAD") }
    return false
  }

  /// The ledger's answer; nil after having told the caller that there is none.
  func value<Value>(_ result: Result<Value, LedgerFault>, _ exchange: Exchange) -> Value? {
    switch result {
    case .success(let value): return value
    case .failure(let fault):
      exchange.respond(Problem(.queueUnavailable, detail: "\(fault)", retryAfterSeconds: 2))
      return nil
    }
  }

  private func append(_ record: RoomRecord, to json: inout JSONWriter) {
    let settings = (try? RoomAdministration.settings(record)) ?? RoomSettings()
    let figures = RoomID(record.id).flatMap { control.directory[$0]?.figures }
    RoomDocument.append(record, settings: settings, figures: figures, at: control.now, to: &json)
  }

  private func respond(_ exchange: Exchange, _ record: RoomRecord, settings: RoomSettings, state: RoomState) {
    exchange.respond(
      status: 200, contentType: "application/json",
      headers: { headers in
        headers.field("Cache-Control", "no-store")
        headers.field("ETag", RoomDocument.etag(record))
      },
      writing: { buffer in
        var json = JSONWriter(buffer)
        let figures = RoomID(record.id).flatMap { control.directory[$0]?.figures }
        RoomDocument.append(record, settings: settings, figures: figures, at: control.now, to: &json)
      })
  }

  private func respond(_ exchange: Exchange, _ record: RoomRecord) {
    do throws(Problem) {
      let settings = try RoomAdministration.settings(record)
      respond(exchange, record, settings: settings, state: record.state)
    } catch {
      exchange.respond(error)
    }
  }
}
