import EventLoop
import HTTP
import HTTPWire
import Primitives

/// Keeps what a call's delegate was told.
final class RecordingDelegate: UpstreamDelegate {
  var status: Int?
  var bytes: [UInt8] = []
  var pieces = 0
  var hasEnded = false
  var fault: UpstreamFault?
  var isReady = false
  var onReady: ((UpstreamCall) -> Void)?
  var onHead: ((ResponseHead, UpstreamCall) -> Void)?
  var onBody: ((UpstreamCall) -> Bool)?
  var onDrained: ((UpstreamCall) -> Void)?
  /// Called once, after the last event.
  var onOver: ((RecordingDelegate) -> Void)?

  var text: String { String(decoding: bytes, as: UTF8.self) }

  func upstreamReady(_ call: UpstreamCall) {
    isReady = true
    onReady?(call)
  }

  func upstreamHead(_ head: ResponseHead, _ call: UpstreamCall) {
    status = head.status
    onHead?(head, call)
  }

  func upstreamBody(_ bytes: ByteView, _ call: UpstreamCall) -> Bool {
    self.bytes += bytes.array
    pieces += 1
    return onBody?(call) ?? true
  }

  func upstreamEnded(_ call: UpstreamCall) {
    hasEnded = true
    over()
  }

  func upstreamFailed(_ fault: UpstreamFault, _ call: UpstreamCall) {
    self.fault = fault
    over()
  }

  func upstreamDrained(_ call: UpstreamCall) { onDrained?(call) }

  private func over() {
    let onOver = self.onOver
    self.onOver = nil
    onReady = nil
    onHead = nil
    onBody = nil
    onDrained = nil
    onOver?(self)
  }
}

/// A value that closures of one loop share.
final class Box<Value> {
  var value: Value
  init(_ value: Value) { self.value = value }
}
