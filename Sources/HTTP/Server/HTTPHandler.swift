/// What a server does with requests. Lives on the server's loop.
public protocol HTTPHandler: AnyObject {
  /// A request's head is complete and valid. Answer on the exchange, now or in a later callback.
  ///
  /// Whoever answers later keeps the exchange, which tells by `isOpen` if there is still somebody to answer.
  func handle(_ exchange: Exchange)
}
