extension ProblemCode {
  /// The status that goes with the code. `sold_out` is 410 in the waiting room and 409 in the booking core: the core's answer is
  /// made with that status given.
  public var status: Int {
    switch self {
    case .badRequest, .invalidJSON, .invalidField, .invalidTarget, .invalidSignature, .idempotencyKeyRequired,
      .invalidAssertion:
      400
    case .ticketRequired, .unauthorized: 401
    case .declined: 402
    case .challengeRequired, .denied, .passRequired, .crossSite, .forbidden: 403
    case .unknownTicket, .unknownRoom, .notFound: 404
    case .methodNotAllowed: 405
    case .notAcceptable: 406
    case .requestTimeout: 408
    case .roomClosed, .notYourTurn, .seatUnavailable, .contended, .noBlock, .limitExceeded, .notOnSale,
      .paymentInProgress, .alreadyConfirmed, .alreadyRedeemed, .idempotencyInProgress:
      409
    case .soldOut, .turnExpired, .left, .holdExpired, .revoked: 410
    case .preconditionFailed: 412
    case .contentTooLarge: 413
    case .targetTooLong: 414
    case .unsupportedMediaType: 415
    case .expectationFailed: 417
    case .unknownHost: 421
    case .unprocessable, .idempotencyMismatch, .orphanSeat: 422
    case .preconditionRequired: 428
    case .rateLimited, .waitingRoomRequired: 429
    case .headersTooLarge: 431
    case .internalError: 500
    case .notImplemented: 501
    case .originUnavailable: 502
    case .queueUnavailable, .bookingUnavailable, .overloaded: 503
    case .originTimeout: 504
    case .versionNotSupported: 505
    }
  }

  /// True if the same request may succeed later without anything else having changed on the caller's side: such an answer
  /// carries `Retry-After`.
  public var isRetryable: Bool {
    switch self {
    case .rateLimited, .queueUnavailable, .bookingUnavailable, .overloaded, .originUnavailable, .originTimeout,
      .notYourTurn, .waitingRoomRequired, .contended, .seatUnavailable, .noBlock, .notOnSale,
      .paymentInProgress, .idempotencyInProgress, .requestTimeout, .internalError:
      true
    default: false
    }
  }

  /// What `Retry-After` says where nobody knows better.
  public var retryAfterSecondsDefault: Int? {
    guard isRetryable else { return nil }
    switch self {
    case .notOnSale: return 30
    case .seatUnavailable, .noBlock, .waitingRoomRequired, .notYourTurn: return 5
    case .paymentInProgress, .idempotencyInProgress: return 2
    default: return 1
    }
  }

  /// Names the kind of problem for RFC 9457's `type`. A name, not an address: there is nothing to fetch.
  public var type: String { "urn:usher:problem:\(rawValue)" }
}
