import Primitives

/// The head of a response that has passed every rule.
public final class ResponseHead: MessageHead {
  public internal(set) var status = 0

  var reasonRange = ByteRange.empty

  public override init() { super.init() }

  /// The reason phrase; means nothing, may be empty.
  public var reason: ByteView { view(reasonRange) }

  /// 1xx other than 101: another head follows for the same request.
  public var isInterim: Bool { status < 200 }
}
