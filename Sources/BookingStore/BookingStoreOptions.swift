public import Booking
public import Postgres

/// How the booking core reaches PostgreSQL, and its bounds. Seconds are whole.
public struct BookingStoreOptions: Sendable {
  public var postgres: PostgresOptions
  /// Connections beside those of `postgres` that only holds use: a hold never queues behind a reader.
  public var holdConnectionsMax = 2
  public var batches = BatchLimits()
  /// How long a hold stands, for events that don't say; and how far payments may extend one.
  public var holdSeconds = 600
  public var holdSecondsMax = 1_800
  /// What a buyer has for a payment once it has begun.
  public var paymentSeconds = 300
  /// How long a request works on a payment itself before reconciliation may look at it.
  public var paymentBusySeconds = 15
  /// After so many declines a hold is given back.
  public var declinesMax = 3
  /// Over those of an event.
  public var seatsPerOrderMax = 50
  public var seatsPerUserMax = 1_000
  /// A hold is answered when the disk has it. Orders always are.
  public var areHoldsDurable = true
  /// How long a request's key is known.
  public var answerSeconds = 86_400
  /// How often a statement is put again that lost against others, before its caller is told so.
  public var retriesMax = 3

  /// `connection` is a connection string; names in it are looked up now, which blocks.
  public init(connection: String, password: String? = nil) throws(PostgresServersFault) {
    postgres = PostgresOptions(
      servers: try PostgresServers(connection, password: password), applicationName: "usher booking")
  }

  /// Sets the bounds of the pools. Two of `connectionsMax` are kept for holds.
  public mutating func bound(
    connectionsMax: Int, preparesStatements: Bool = true, waitersMax: Int, connectTimeout: Duration,
    queryDeadline: Duration,
    reconnectDelayMin: Duration,
    reconnectDelayMax: Duration
  ) {
    holdConnectionsMax = min(batches.batchesMax, max(1, connectionsMax / 2))
    postgres.connectionsMax = max(1, connectionsMax - holdConnectionsMax)
    postgres.preparesStatements = preparesStatements
    postgres.waitersMax = waitersMax
    postgres.connectTimeout = connectTimeout
    postgres.queryDeadline = queryDeadline
    postgres.reconnectDelayMin = reconnectDelayMin
    postgres.reconnectDelayMax = reconnectDelayMax
  }
}
