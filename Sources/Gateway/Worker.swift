import Configuration
import Crypto
import EventLoop
import HTTP
import HTTPWire
import Limits
import Primitives
import RoomLedger
import RoomStore
import Tokens
import WaitingRoom

/// Everything that one loop of the gateway works with, put together once. Nothing here is shared with another loop: what
/// they have in common (rooms, endings of passes) comes in as values through the mailbox.
final class Worker {
  let loop: Loop
  let configuration: UsherConfiguration
  let store: RoomStore
  let ledger: RoomLedger
  let origins: [UpstreamPool]
  let metrics: GatewayMetrics
  let limits: LimitTable

  let tickets: TicketCodec
  let passes: PassCodec
  let passIdentity: PassIdentity
  let passCommands: PassCommands
  let assertions: AssertionVerifier
  let credentials: Credentials
  let cookies: CookieNames
  let passGate: PassGate
  let passChanges: PassChanges
  let pollFloor: PollFloor
  let originRequests: OriginRequestWriter
  let keySet: ByteBuffer

  /// For a document that is written and sent within one call.
  let scratch = ByteBuffer(capacity: 4_096)
  /// For a token that is made and sent within one call.
  let token = ByteBuffer(capacity: 1_024)
  var secureRandom = RandomPool()
  /// For jitter, where nobody gains by guessing it.
  var jitter: SeededRandom

  /// The rooms at the last reading.
  private let rooms: RoomTable
  private var hasRooms = false
  private var hasFeed = false
  /// The refusal of each room's protected routes, ready to send.
  private(set) var refusals: [RoomID: PreparedResponse] = [:]
  let refusalWithoutRoom: PreparedResponse

  /// Nil where no other origin's pages may call.
  let crossOrigin: CrossOrigin?
  private let crossSite: CrossSite
  private let clients: ClientAddress
  private let digests: VisitorDigests

  init(loop: Loop, configuration: UsherConfiguration, secrets: GatewaySecrets) throws {
    self.loop = loop
    self.configuration = configuration
    let store = RoomStore(loop: loop, options: try GatewayStores.redis(configuration, secrets))
    let ledger = RoomLedger(loop: loop, options: try GatewayStores.postgres(configuration, secrets))
    self.store = store
    self.ledger = ledger
    origins = try configuration.origins.map { try GatewayStores.upstream($0, loop: loop) }
    metrics = GatewayMetrics()
    limits = LimitTable(configuration.limits)
    let isSecure = configuration.server.publicScheme == .https
    cookies = CookieNames(isSecure: isSecure, isEmbedded: configuration.server.embedded)
    credentials = Credentials(cookies: cookies)
    tickets = TicketCodec(keys: secrets.keys, random: secureRandom)
    passes = PassCodec(
      keys: secrets.keys, issuer: configuration.tokens.issuer,
      rememberedMax: configuration.tokens.rememberedPassesMax)
    passIdentity = PassIdentity(keys: secrets.keys)
    assertions = AssertionVerifier(audience: configuration.tokens.issuer, keys: secrets.assertionKeys)
    passChanges = PassChanges(capacity: PassChanges.capacityDefault)
    passGate = PassGate(codec: passes, credentials: credentials, changes: passChanges)
    pollFloor = PollFloor(interval: configuration.gateway.pollFloor, burst: configuration.gateway.pollBurst)
    originRequests = OriginRequestWriter(signature: OriginSignature(keys: secrets.keys), isSecure: isSecure)
    crossOrigin = CrossOrigin(
      allowedOrigins: configuration.crossOrigin.allowedOrigins,
      preflightSeconds: Int(configuration.crossOrigin.preflightLifetime.components.seconds))
    crossSite = CrossSite(allowedOrigins: Set(configuration.crossOrigin.allowedOrigins), isSecure: isSecure)
    clients = ClientAddress(trustedProxies: configuration.server.trustedProxies)
    digests = VisitorDigests(keys: secrets.keys)
    jitter = SeededRandom(seed: secureRandom.next())
    keySet = ByteBuffer(capacity: 1_024)
    JWKS.append(secrets.keys, to: keySet)
    refusalWithoutRoom = Worker.refusal(room: nil)
    let rooms = RoomTable()
    self.rooms = rooms
    passCommands = PassCommands(store: store, ledger: ledger, now: { loop.wallNow }, rooms: rooms)
  }

  /// Lets go of every connection. Nothing is answered after that.
  func close() {
    store.close()
    ledger.close()
    for origin in origins { origin.close() }
  }

  var now: WallInstant { loop.wallNow }
  var directory: RoomDirectory { rooms.directory }
  /// Rooms and what happened to passes have been read. Before that nobody can say which rooms there are and which passes
  /// have ended: whoever starts while PostgreSQL is away asks everybody to wait.
  var isInformed: Bool { hasRooms && hasFeed }

  /// Who asks, by network.
  func client(_ exchange: Exchange) -> NetworkAddress { clients.of(exchange.head, peer: exchange.peer) }

  func isCrossSite(_ head: RequestHead) -> Bool { crossSite.refuses(head) }

  /// What a ticket asks the store.
  func placeRequest(_ ticket: Ticket) -> PlaceRequest {
    PlaceRequest(
      ticketID: ticket.id, key: OrderKey(epoch: ticket.epoch, score: ticket.score), user: digest(user: ticket.user))
  }

  func digest(user: String?) -> Digest32? { user.map { digests.user($0) } }

  func digest(key: ByteView, network: NetworkAddress, room: RoomID) -> Digest32 {
    digests.idempotencyKey(key, network: network, room: room)
  }

  /// The answer while this gateway knows neither rooms nor passes yet.
  func notInformed() -> Problem {
    metrics.count(.ledgerAway)
    return Problem(
      .queueUnavailable, detail: "the waiting room is starting; tickets and passes stay good", retryAfterSeconds: 2)
  }

  /// Takes over a new reading of all rooms.
  func update(_ directory: RoomDirectory) {
    for room in directory.rooms where refusals[room.id] == nil { refusals[room.id] = Worker.refusal(room: room.id) }
    rooms.directory = directory
    hasRooms = true
    passGate.oldestEpochs = directory.oldestPassEpochs
  }

  /// Takes over what happened to passes.
  func update(_ feed: PassFeed) {
    let seconds = now.seconds
    for change in feed.changes {
      if change.state == .active {
        passChanges.extend(change.jti, untilSeconds: change.expiresAt.seconds, nowSeconds: seconds)
      } else {
        passChanges.end(change.jti, untilSeconds: change.expiresAt.seconds, nowSeconds: seconds)
      }
    }
    hasFeed = true
  }

  private static func refusal(room: RoomID?) -> PreparedResponse {
    let url = room.map { JSONValue.string("/waiting-room/\($0.text)") } ?? .null
    return PreparedResponse(
      Problem(
        .waitingRoomRequired, detail: "take a place in the waiting room first",
        members: [JSONObject.Field(name: "join_url", value: url)]))
  }
}
