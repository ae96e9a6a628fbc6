import EventLoop
import Primitives

/// A stream whose events are closures.
final class RecordingStream: Stream {
  var bytes: [UInt8] = []
  var onBytes: ((RecordingStream) -> Void)?
  var onEnd: ((RecordingStream) -> Void)?
  var onDrained: ((RecordingStream) -> Void)?
  var onOutputEnded: ((RecordingStream) -> Void)?
  var onFailed: ((RecordingStream, SystemError) -> Void)?
  var onClosed: (() -> Void)?

  override func received(_ bytes: ByteView) {
    self.bytes += bytes.array
    onBytes?(self)
  }
  override func receivedEnd() { onEnd?(self) }
  override func drained() { onDrained?(self) }
  override func outputEnded() { onOutputEnded?(self) }
  override func failed(_ error: SystemError) { onFailed?(self, error) }
  override func closed() {
    onClosed?()
    onBytes = nil
    onEnd = nil
    onDrained = nil
    onOutputEnded = nil
    onFailed = nil
    onClosed = nil
  }

  func write(_ text: String) {
    Array(text.utf8).withUnsafeBytes { _ = write(ByteView($0)) }
  }
}

extension Loop {
  /// A connected pair over a listener: `accepted` gets the server's side, `connected` the client's.
  func pair(
    on endpoint: Endpoint = .loopback(port: 0), accepted: @escaping (RecordingStream) throws -> Void,
    connected: @escaping (RecordingStream) throws -> Void
  ) throws {
    let listener = Box<Listener?>(nil)
    listener.value = try Listener(loop: self, endpoint: endpoint) { [unowned self] socket in
      do {
        try accepted(RecordingStream(loop: self, socket: socket))
      } catch {
        preconditionFailure("\(error)")
      }
      listener.value?.close()
      listener.value = nil
    }
    try connect(to: listener.value!.endpoint, timeout: .seconds(5)) { [unowned self] result in
      do {
        try connected(RecordingStream(loop: self, socket: result.get()))
      } catch {
        preconditionFailure("\(error)")
      }
    }
  }
}
