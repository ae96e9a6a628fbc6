import EventLoop
import HTTPWire
import Primitives

extension HTTPServerConnection {
  /// False if the request has no body.
  func beginBody(of exchange: Exchange) -> Bool {
    let head = exchange.head
    switch head.framing {
    case .none, .untilClose, .length(0): return false
    case .length(let length): exchange.body.left = length
    case .chunked: exchange.body.decoder = ChunkedDecoder()
    }
    exchange.body.owesContinue = head.expectsContinue && head.minorVersion >= 1
    return true
  }

  /// The handler takes the body: the client may send it.
  func bodyWanted(_ exchange: Exchange) {
    if exchange.body.owesContinue {
      exchange.body.owesContinue = false
      if exchange.stage == .pending { write(ByteView(ResponseWriter.continue)) }
    }
    resumeProcessing()
  }

  /// Takes what can be taken of the body. Returns how many bytes are done with.
  func takeBody(_ bytes: ByteView, of exchange: Exchange) -> Int {
    var offset = 0
    while phase == .body, isOpen, exchange.body.isActive {
      if case .length = exchange.head.framing {
        let count = min(exchange.body.left, bytes.count - offset)
        guard count > 0 else { return offset }
        exchange.body.left -= count
        offset += count
        deliver(bytes.slice(from: offset - count, to: offset), to: exchange)
        if exchange.body.left == 0 { endBody(of: exchange) }
        continue
      }
      do throws(ChunkFault) {
        let step = try exchange.body.decoder.step(bytes.slice(from: offset))
        offset += step.consumed
        switch step.event {
        case .data(let piece): deliver(piece, to: exchange)
        case .needsMore: return offset
        case .end: endBody(of: exchange)
        }
      } catch {
        failBody(of: exchange, .malformed(error))
      }
    }
    return offset
  }

  private func deliver(_ piece: ByteView, to exchange: Exchange) {
    exchange.body.received += piece.count
    switch exchange.body.mode {
    case .collecting:
      guard exchange.body.received <= exchange.body.bytesMax else { return failBody(of: exchange, .tooLarge) }
      exchange.body.buffer?.append(piece)
    case .streaming:
      guard let sink = exchange.body.sink else { return }
      let takesMore = sink.bodyReceived(piece)
      // The sink may have ended the exchange, which then waits in the pool or belongs to another request.
      if !takesMore, self.exchange === exchange, exchange.body.mode == .streaming { exchange.body.isPaused = true }
    case .discarding:
      if exchange.body.received > exchange.body.bytesMax { failBody(of: exchange, .tooLarge) }
    case .undecided, .failed: break
    }
  }

  private func endBody(of exchange: Exchange) {
    guard phase == .body, self.exchange === exchange, exchange.body.mode != .failed else { return }
    phase = .answer
    if exchange.stage == .finished { return endExchange(exchange) }
    if let then = exchange.body.onCollected {
      exchange.body.onCollected = nil
      then(.success(exchange.body.buffer?.readable ?? .empty))
    } else if let sink = exchange.body.sink {
      exchange.body.sink = nil
      sink.bodyEnded()
    }
  }

  /// The rest of the body will not come, or isn't wanted. An exchange that is answered ends with it.
  func failBody(of exchange: Exchange, _ fault: BodyFault) {
    guard exchange.body.mode != .failed else { return }
    exchange.body.mode = .failed
    exchange.closesAfter = true
    if exchange.stage == .finished { return endExchange(exchange) }
    if let then = exchange.body.onCollected {
      exchange.body.onCollected = nil
      then(.failure(fault))
    } else if let sink = exchange.body.sink {
      exchange.body.sink = nil
      sink.bodyFailed(fault)
    }
  }

  func releaseBody(of exchange: Exchange) {
    if let buffer = exchange.body.buffer { loop.buffers.give(buffer) }
    if exchange.head.framing != .none { exchange.body = RequestBody() }
  }
}
