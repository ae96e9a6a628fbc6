import HTTPWire
import Primitives

/// What is known of a request's body while it arrives.
struct RequestBody {
  /// Who gets the bytes.
  enum Mode {
    /// The handler hasn't said; bytes wait in the connection's input.
    case undecided
    /// Gathered for `onCollected`.
    case collecting
    /// Handed on to `sink`.
    case streaming
    /// Read so that the next request can be found; nobody sees them.
    case discarding
    /// Refused; what still comes belongs to nobody.
    case failed
  }

  var mode = Mode.undecided
  /// Bytes still to come of a body of known length.
  var left = 0
  var received = 0
  var bytesMax = 0
  var isPaused = false
  /// `100 Continue` is owed before the client sends anything.
  var owesContinue = false
  var decoder = ChunkedDecoder()
  var buffer: ByteBuffer?
  var sink: (any BodySink)?
  var onCollected: ((Result<ByteView, BodyFault>) -> Void)?

  /// True if bytes can be taken as they come.
  var isActive: Bool { mode != .undecided && mode != .failed && !isPaused }
}
