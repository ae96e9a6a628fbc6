import EventLoop
import HTTPWire
import Primitives

extension HTTPServerConnection {
  /// Whether the connection can stay after this answer, as far as that is known when the answer begins.
  func decideClosing(_ exchange: Exchange) {
    let head = exchange.head
    if !head.keepAlive || head.minorVersion == 0 || server.isDraining { exchange.closesAfter = true }
    if requestsServed + 1 >= server.limits.requestsPerConnectionMax { exchange.closesAfter = true }
    guard phase == .body, exchange.body.mode == .undecided else { return }
    // Who was told to wait with the body may send it or not: the next byte could be either's.
    if exchange.body.owesContinue { exchange.closesAfter = true }
    if exchange.body.left > server.limits.discardBytesMax { exchange.closesAfter = true }
  }

  /// The handler has written the whole answer.
  func answerFinished(_ exchange: Exchange) {
    guard phase == .body else { return endExchange(exchange) }
    if exchange.closesAfter || exchange.body.mode == .failed { return endExchange(exchange) }
    // The rest of the body has to be read to find the next request.
    let begun = exchange.body
    releaseBody(of: exchange)
    exchange.body.mode = .discarding
    exchange.body.left = begun.left
    exchange.body.decoder = begun.decoder
    exchange.body.bytesMax = server.limits.discardBytesMax
    resumeProcessing()
  }

  /// Both messages are over, or the answer is and the connection ends with it.
  func endExchange(_ exchange: Exchange) {
    let isWhole = phase != .body
    let closes = exchange.closesAfter || !isWhole || server.isDraining
    // A client that didn't ask for the end may be sending its next request just now.
    let lingering = !isWhole || input != nil || exchange.head.keepAlive
    requestsServed += 1
    dropExchange()
    if closes { return endConnection(lingering: lingering) }
    phase = .head
    resumeProcessing()
  }
}
