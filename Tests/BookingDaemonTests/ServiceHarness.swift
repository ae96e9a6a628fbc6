import BookingService
import Configuration
import EventLoop
import Foundation
import Primitives
import Telemetry
import TestKit
import Testing
import Tokens

/// The booking core as it runs, on a thread of the test, spoken to through its socket.
final class ServiceHarness: Sendable {
  let folder: TemporaryFolder
  let socket: String
  let keys: KeyRing
  static let webhookSecret = Array("a secret of thirty-two characters".utf8)
  private let thread: LoopThread
  private let process = LoopSlot<BookingProcess>()

  init(_ database: BookingDatabase, _ adjust: (inout UsherConfiguration) -> Void = { _ in }) throws {
    folder = try TemporaryFolder()
    socket = folder.file("core.sock")
    keys = KeyRing(current: .random())
    var configuration = UsherConfiguration()
    configuration.tokens.keysFile = try folder.write("keys", keys.fileText)
    configuration.payments.webhookSecretFile = try folder.write(
      "webhook", String(decoding: ServiceHarness.webhookSecret, as: UTF8.self))
    for file in ["keys", "webhook"] { chmod(folder.file(file), 0o600) }
    configuration.postgres.connection = database.connection
    configuration.postgres.connectTimeout = .seconds(10)
    configuration.postgres.statementTimeout = .seconds(10)
    configuration.booking.listen = .unix(path: socket)
    configuration.booking.seatsPerHoldMax = 50
    configuration.booking.seatsPerUserMax = 50
    configuration.payments.reconcileInterval = .milliseconds(200)
    configuration.booking.seatsCacheLifetime = .milliseconds(50)
    configuration.telemetry.logLevel = .error
    adjust(&configuration)
    let fault = Locked<String?>(nil)
    let box = Box(fault)
    thread = try LoopThread.start(name: "booking") { [configuration, process] loop in
      do {
        let log = StructuredLog(process: "booking", level: .error)
        let started = try BookingProcess(configuration: configuration, loop: loop, log: log)
        try started.start()
        process.fill(started)
      } catch {
        box.value.withLock { $0 = "\(error)" }
      }
    }
    try waitUntil("the core is ready", timeout: .seconds(30)) {
      if let fault = box.value.withLock({ $0 }) { throw TestKitFault(fault) }
      return try RawHTTP.request("GET", "/readyz", at: .unix(socket)).status == 200
    }
  }

  deinit {
    let isPosted = thread.mailbox.post { [process, mailbox = thread.mailbox] in
      process.value?.stop { mailbox.stopLoop() }
    }
    if !isPosted { thread.stop() }
    thread.join()
  }

  /// One that two closures may hold.
  private final class Box: Sendable {
    let value: Locked<String?>
    init(_ value: consuming Locked<String?>) { self.value = value }
  }

  /// Sends a request; `buyer`: with that buyer's pass, as the gateway signs it.
  func send(
    _ method: String, _ target: String, _ body: String? = nil, buyer: Int? = nil, room: String = "hall",
    headers: [(String, String)] = [], type: String = "application/json"
  ) throws -> RawReply {
    var all = headers
    if body != nil { all.append(("Content-Type", type)) }
    if let buyer {
      all += identity(
        method, target, user: "user-\(buyer)", room: room, pass: BookingDatabase.pass(buyer, room: room))
    }
    return try RawHTTP.request(method, target, at: .unix(socket), headers: all, body: body, timeout: .seconds(30))
  }

  /// The headers by which the gateway vouches for somebody.
  func identity(_ method: String, _ target: String, user: String, room: String, pass: String) -> [(String, String)] {
    let network = "192.0.2.1/32"
    let signature = ByteBuffer(capacity: 128)
    let parts = [method, target, user, room, pass, network].map { Array($0.utf8) }
    withViews(parts) { views in
      let request = OriginRequest(
        method: views[0], target: views[1], user: views[2], room: views[3], passID: views[4], network: views[5])
      OriginSignature(keys: keys).append(request, now: SystemClock().now(), to: signature)
    }
    return [
      ("Usher-User", user), ("Usher-Room", room), ("Usher-Pass-Id", pass), ("Usher-Network", network),
      ("Usher-Signature", signature.string),
    ]
  }

  private func withViews(_ parts: [[UInt8]], _ body: ([ByteView]) -> Void) {
    let joined = parts.flatMap { $0 }
    joined.withUnsafeBytes { bytes in
      let all = ByteView(bytes)
      var start = 0
      body(
        parts.map { part in
          defer { start += part.count }
          return all.slice(from: start, to: start + part.count)
        })
    }
  }

  /// Holds these seats for the buyer; gives id and token.
  func held(_ buyer: Int, _ seats: [String]) throws -> (id: String, token: String) {
    let list = seats.map { "\"\($0)\"" }.joined(separator: ", ")
    let reply = try send(
      "POST", "/bookings/hold", "{\"event_id\": \"hall\", \"seat_ids\": [\(list)]}", buyer: buyer)
    #expect(reply.status == 201, "\(reply)")
    let object = try reply.object
    return (try #require(object["hold_id"]?.stringValue), try #require(object["hold_token"]?.stringValue))
  }

  /// Pays with the hold's token.
  func pay(_ hold: (id: String, token: String), _ method: String = "test_ok", key: String = "key-1") throws -> RawReply
  {
    try send(
      "POST", "/bookings/\(hold.id)/pay", "{\"payment_method\": \"\(method)\"}",
      headers: [("Usher-Hold", hold.token), ("Idempotency-Key", "\"\(key)\"")])
  }

  func look(_ hold: (id: String, token: String)) throws -> JSONObject {
    try send("GET", "/bookings/\(hold.id)", headers: [("Usher-Hold", hold.token)]).object
  }

  func waitFor(_ hold: (id: String, token: String), status: String, timeout: Duration = .seconds(40)) throws {
    try waitUntil("the hold is \(status)", timeout: timeout, interval: .milliseconds(100)) {
      try look(hold)["status"]?.stringValue == status
    }
  }
}

extension RawReply {
  /// The body as a JSON object.
  var object: JSONObject {
    get throws {
      try #require(
        JSONReader.parse(Array(body.utf8), limits: JSONLimits(bytes: 64 << 20, depth: 16, values: 2_000_000))
          .objectValue)
    }
  }

  /// `code` of a problem.
  var code: String? { (try? object)?["code"]?.stringValue }
}
