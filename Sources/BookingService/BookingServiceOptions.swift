internal import Booking
internal import BookingStore
internal import Configuration

/// What the service takes from the configuration, beside the store's own bounds.
struct BookingServiceOptions: Sendable {
  /// Cookies are `Secure` and have the `__Host-` prefix.
  var isSecure = false
  /// Inside other sites' frames.
  var isEmbedded = false
  /// For how long events and stock are served from memory.
  var cacheLifetime = Duration.seconds(2)
  var sweepInterval = Duration.seconds(30)
  var reconcileInterval = Duration.seconds(5)
  /// What one call to the provider may take.
  var providerTimeout = Duration.seconds(10)
  /// What a buyer's request waits for its payment before it is told that the outcome is open.
  var answerWait = Duration.seconds(3)
  var bodyBytesMax = 65_536
  /// Holds ended by one statement of the sweeper, payments looked at by one of reconciliation.
  var sweepHoldsMax = 200
  var duePaymentsMax = 32
  /// Streams of availability that are open at once; one more is refused.
  var streamsMax = 512
  /// A stream that has nothing to say says so, before somebody on the way takes it for dead.
  var streamSilenceMax = Duration.seconds(15)
  /// How long a lost best-available search goes on with other seats.
  var blockAttemptsMax = 5

  init() {}

  init(_ configuration: UsherConfiguration) {
    isSecure = configuration.server.publicScheme == .https
    isEmbedded = configuration.server.embedded
    cacheLifetime = configuration.booking.seatsCacheLifetime
    sweepInterval = configuration.booking.sweepInterval
    reconcileInterval = configuration.payments.reconcileInterval
    providerTimeout = configuration.payments.requestTimeout
  }
}

extension BookingStoreOptions {
  /// `password`: beside the connection string, if it comes from a file.
  init(_ configuration: UsherConfiguration, password: String?) throws {
    try self.init(connection: configuration.postgres.connection, password: password)
    let booking = configuration.booking
    batches.cartsMax = booking.cartsPerBatchMax
    batches.batchesMax = booking.batchesInFlightMax
    batches.waitingMax = booking.cartsWaitingMax
    holdSeconds = BookingStoreOptions.seconds(booking.holdLifetime)
    holdSecondsMax = BookingStoreOptions.seconds(booking.holdLifetimeMax)
    paymentSeconds = BookingStoreOptions.seconds(booking.paymentTimeout)
    paymentBusySeconds = BookingStoreOptions.seconds(configuration.payments.requestTimeout) + 5
    declinesMax = booking.declinesMax
    seatsPerOrderMax = booking.seatsPerHoldMax
    seatsPerUserMax = booking.seatsPerUserMax
    areHoldsDurable = booking.durableHolds
    answerSeconds = BookingStoreOptions.seconds(booking.idempotencyLifetime)
    let postgres = configuration.postgres
    bound(
      connectionsMax: postgres.bookingConnections, preparesStatements: postgres.preparedStatements,
      waitersMax: postgres.waitersMax,
      connectTimeout: postgres.connectTimeout, queryDeadline: postgres.statementTimeout,
      reconnectDelayMin: postgres.reconnectMin, reconnectDelayMax: postgres.reconnectMax)
  }

  /// Rounded up, at least one.
  private static func seconds(_ duration: Duration) -> Int {
    let (seconds, attoseconds) = duration.components
    return max(1, Int(seconds) + (attoseconds > 0 ? 1 : 0))
  }
}
