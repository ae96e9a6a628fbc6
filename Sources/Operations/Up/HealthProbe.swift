import EventLoop
import Primitives

/// One question to a process: does `/readyz` answer 200? Anything else, and no answer in time, is no. Loop-confined.
final class HealthProbe {
  private let loop: Loop
  private var connector: Connector?
  private var stream: ProbeStream?
  private var timer: LoopTimer?
  private var answer: ((Bool) -> Void)?

  private static let request: StaticString =
    "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

  init(loop: Loop, endpoint: Endpoint, deadline: Duration, then: @escaping (Bool) -> Void) {
    self.loop = loop
    answer = then
    timer = loop.addTimer(after: deadline) { [weak self] in self?.finish(false) }
    do {
      connector = try loop.connect(to: endpoint, timeout: deadline) { [weak self] result in self?.connected(result) }
    } catch {
      // A unix socket that is not there yet. The answer never comes before `init` has returned.
      timer?.restart(after: .zero)
    }
  }

  private func connected(_ result: Result<OpenSocket, ConnectFault>) {
    connector = nil
    guard let socket = try? result.get(), let stream = try? ProbeStream(loop: loop, socket: socket) else {
      return finish(false)
    }
    self.stream = stream
    stream.then = { [weak self] isReady in self?.finish(isReady) }
    stream.write(ByteView(HealthProbe.request))
    stream.startReading()
  }

  private func finish(_ isReady: Bool) {
    guard let answer else { return }
    self.answer = nil
    timer?.cancel()
    connector?.cancel()
    stream?.close()
    answer(isReady)
  }
}

/// Reads as much of an answer as its status takes.
private final class ProbeStream: Stream {
  var then: ((Bool) -> Void)?
  private var head: [UInt8] = []

  private static let ready = Array("HTTP/1.1 200".utf8)

  override func received(_ bytes: ByteView) {
    head += bytes.array
    if head.count >= ProbeStream.ready.count { then?(head.starts(with: ProbeStream.ready)) }
  }

  override func receivedEnd() { then?(false) }
  override func failed(_ error: SystemError) { then?(false) }
}
