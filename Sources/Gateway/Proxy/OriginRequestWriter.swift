import EventLoop
import HTTP
import HTTPWire
import Primitives
import Tokens

/// Writes the head of a request as the origin is to see it: by exactly the target that was matched, without anything that
/// a visitor could have put there to pass for somebody else, and signed. Owned by one worker loop; allocates nothing.
final class OriginRequestWriter {
  /// Who the request is from; the empty user and pass are those of a route that needs none.
  struct Identity {
    var user: String = ""
    var room: String = ""
    var passID: String = ""
  }

  private let signature: OriginSignature
  private let target = ByteBuffer(capacity: 1_024)
  private let network = ByteBuffer(capacity: 64)
  private let isSecure: Bool

  init(signature: OriginSignature, isSecure: Bool) {
    self.signature = signature
    self.isSecure = isSecure
  }

  /// The target as it goes to the origin: the path and query that were matched, byte for byte. Valid until the next call.
  func target(of head: RequestHead) -> ByteView {
    target.clear()
    head.appendOriginForm(to: target)
    return target.readable
  }

  /// Appends all fields but `Host` and those of the message's framing. After `target(of:)` of the same head.
  func writeFields(
    _ head: RequestHead, identity: Identity, client: NetworkAddress, now: WallInstant, to buffer: ByteBuffer
  ) {
    appendForwardedFields(of: head, to: buffer)
    appendClient(client, host: head.first("host"), to: buffer)
    appendIdentity(identity, head: head, client: client, now: now, to: buffer)
  }

  private func appendForwardedFields(of head: RequestHead, to buffer: ByteBuffer) {
    let hopByHop = HopByHop(head)
    for index in 0..<head.headersCount {
      let name = head.name(at: index)
      if hopByHop.removes(name) { continue }
      switch HeaderRules.verdict(name) {
      case .forward: appendField(name, head.value(at: index), to: buffer)
      case .cookie: appendCookies(head.value(at: index), to: buffer)
      case .drop, .replaced: continue
      }
    }
  }

  private func appendField(_ name: ByteView, _ value: ByteView, to buffer: ByteBuffer) {
    buffer.append(name)
    buffer.append(": ")
    buffer.append(value)
    buffer.append("\r\n")
  }

  /// The visitor's cookies without ours; nothing at all if none is left.
  private func appendCookies(_ value: ByteView, to buffer: ByteBuffer) {
    var isFirst = true
    ListValue.forEachElement(of: value, separator: UInt8(ascii: ";")) { pair in
      let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.count
      if CookieNames.isOwn(pair.slice(from: 0, to: equals).trimmed) { return }
      buffer.append(isFirst ? ByteView("Cookie: ") : ByteView("; "))
      buffer.append(pair.trimmed)
      isFirst = false
    }
    if !isFirst { buffer.append("\r\n") }
  }

  private func appendClient(_ client: NetworkAddress, host: ByteView?, to buffer: ByteBuffer) {
    buffer.append("X-Forwarded-For: ")
    client.appendHost(to: buffer)
    buffer.append(isSecure ? ByteView("\r\nX-Forwarded-Proto: https\r\n") : ByteView("\r\nX-Forwarded-Proto: http\r\n"))
    if let host {
      buffer.append("X-Forwarded-Host: ")
      buffer.append(host)
      buffer.append("\r\n")
    }
    buffer.append("Forwarded: for=")
    if client.family == .v6 {
      buffer.append("\"[")
      client.appendHost(to: buffer)
      buffer.append("]\"")
    } else {
      client.appendHost(to: buffer)
    }
    buffer.append(isSecure ? ByteView(";proto=https\r\n") : ByteView(";proto=http\r\n"))
  }

  private func appendIdentity(
    _ identity: Identity, head: RequestHead, client: NetworkAddress, now: WallInstant, to buffer: ByteBuffer
  ) {
    network.clear()
    client.network.appendHost(to: network)
    var (user, room, passID) = (identity.user, identity.room, identity.passID)
    user.withUTF8 { userBytes in
      room.withUTF8 { roomBytes in
        passID.withUTF8 { passBytes in
          let request = OriginRequest(
            method: head.methodName, target: target.readable, user: ByteView(UnsafeRawBufferPointer(userBytes)),
            room: ByteView(UnsafeRawBufferPointer(roomBytes)), passID: ByteView(UnsafeRawBufferPointer(passBytes)),
            network: network.readable)
          appendIdentityFields(request, now: now, to: buffer)
        }
      }
    }
  }

  private func appendIdentityFields(_ request: OriginRequest, now: WallInstant, to buffer: ByteBuffer) {
    if !request.passID.isEmpty {
      appendField(ByteView("Usher-User"), request.user, to: buffer)
      appendField(ByteView("Usher-Room"), request.room, to: buffer)
      appendField(ByteView("Usher-Pass-Id"), request.passID, to: buffer)
    }
    appendField(ByteView("Usher-Network"), request.network, to: buffer)
    buffer.append("Usher-Signature: ")
    signature.append(request, now: now, to: buffer)
    buffer.append("\r\n")
  }
}
