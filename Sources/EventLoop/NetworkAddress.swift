internal import CLibUV
public import Primitives

/// The address of one end of a connection: IPv4, IPv6, or a unix socket, which has none.
///
/// An IPv4 address mapped into IPv6 (`::ffff:192.0.2.1`) is the IPv4 address.
public struct NetworkAddress: Hashable, Sendable {
  public enum Family: UInt8, Sendable {
    case v4, v6, unix
  }

  public let family: Family
  /// 0 if there is none.
  public let port: UInt16
  /// The first 64 bits of an IPv6 address, most significant first; else 0.
  public let high: UInt64
  /// The last 64 bits of an IPv6 address; an IPv4 address as a number.
  public let low: UInt64

  private init(family: Family, high: UInt64, low: UInt64, port: UInt16) {
    self.family = family
    self.high = high
    self.low = low
    self.port = port
  }

  /// A peer on a unix socket.
  public static let unix = NetworkAddress(family: .unix, high: 0, low: 0, port: 0)

  /// `a.b.c.d` as the number `a << 24 | b << 16 | c << 8 | d`.
  public init(v4 address: UInt32, port: UInt16 = 0) {
    self.init(family: .v4, high: 0, low: UInt64(address), port: port)
  }

  public init(v6 high: UInt64, _ low: UInt64, port: UInt16 = 0) {
    if high == 0, low >> 32 == 0xffff {
      self.init(v4: UInt32(truncatingIfNeeded: low), port: port)
    } else {
      self.init(family: .v6, high: high, low: low, port: port)
    }
  }

  /// A literal such as `192.0.2.1` or `2001:db8::1`, without brackets or zone; nil for anything else.
  public init?(parsing text: String, port: UInt16 = 0) {
    var four = in_addr()
    if inet_pton(AF_INET, text, &four) == 1 {
      self.init(v4: UInt32(bigEndian: four.s_addr), port: port)
      return
    }
    var six = in6_addr()
    guard inet_pton(AF_INET6, text, &six) == 1 else { return nil }
    self.init(six, port: port)
  }

  private init(_ address: in6_addr, port: UInt16) {
    self = withUnsafeBytes(of: address) { bytes in
      let high = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
      let low = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
      return NetworkAddress(v6: high, low, port: port)
    }
  }

  /// The same address with another port.
  public func with(port: UInt16) -> NetworkAddress {
    NetworkAddress(family: family, high: high, low: low, port: port)
  }

  /// The machine itself: 127.0.0.0/8, `::1`, or a unix socket.
  public var isLoopback: Bool {
    switch family {
    case .v4: low >> 24 == 127
    case .v6: high == 0 && low == 1
    case .unix: true
    }
  }

  /// The network that stands for a client in limits: an IPv4 address alone (/32), the /64 of an IPv6 address. No port.
  public var network: NetworkAddress { prefix(bits: family == .v6 ? 64 : 32) }

  /// The address with all but its first bits cleared, and no port.
  public func prefix(bits: Int) -> NetworkAddress {
    switch family {
    case .v4:
      let mask: UInt32 = bits <= 0 ? 0 : ~0 << UInt32(max(0, 32 - bits))
      return NetworkAddress(family: .v4, high: 0, low: low & UInt64(mask), port: 0)
    case .v6:
      let highMask: UInt64 = bits <= 0 ? 0 : ~0 << UInt64(max(0, 64 - bits))
      let lowMask: UInt64 = bits <= 64 ? 0 : ~0 << UInt64(max(0, 128 - bits))
      return NetworkAddress(family: .v6, high: high & highMask, low: low & lowMask, port: 0)
    case .unix: return .unix
    }
  }
}

extension NetworkAddress: CustomStringConvertible {
  /// The address alone: `192.0.2.1`, `2001:db8::1`, or `unix`.
  public var host: String {
    var text = [CChar](repeating: 0, count: 64)
    switch family {
    case .v4:
      var address = in_addr(s_addr: UInt32(truncatingIfNeeded: low).bigEndian)
      inet_ntop(AF_INET, &address, &text, 64)
    case .v6:
      var address = (high.bigEndian, low.bigEndian)
      inet_ntop(AF_INET6, &address, &text, 64)
    case .unix: return "unix"
    }
    return text.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
  }

  /// Appends `host` to a buffer; no allocation for IPv4.
  public func appendHost(to buffer: ByteBuffer) {
    guard family == .v4 else { return buffer.append(host) }
    for shift in stride(from: 24, through: 0, by: -8) {
      buffer.appendDecimal(magnitude: low >> UInt64(shift) & 0xff)
      if shift > 0 { buffer.append(byte: UInt8(ascii: ".")) }
    }
  }

  /// `192.0.2.1:80`, `[2001:db8::1]:80`, or without a port if there is none.
  public var description: String {
    if port == 0 { return host }
    return family == .v6 ? "[\(host)]:\(port)" : "\(host):\(port)"
  }
}

extension NetworkAddress {
  /// From what the kernel wrote; anything but an internet address counts as a unix socket.
  init(_ storage: borrowing sockaddr_storage) {
    let family = storage.ss_family
    self = withUnsafeBytes(of: storage) { bytes in
      switch Int32(family) {
      case AF_INET:
        let address = bytes.load(as: sockaddr_in.self)
        return NetworkAddress(
          v4: UInt32(bigEndian: address.sin_addr.s_addr), port: UInt16(bigEndian: address.sin_port))
      case AF_INET6:
        let address = bytes.load(as: sockaddr_in6.self)
        return NetworkAddress(address.sin6_addr, port: UInt16(bigEndian: address.sin6_port))
      default: return .unix
      }
    }
  }

  /// Calls `body` with the kernel's form of an internet address.
  func withNative<R>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R {
    switch family {
    case .v4:
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = port.bigEndian
      address.sin_addr.s_addr = UInt32(truncatingIfNeeded: low).bigEndian
      return rebound(&address, body)
    case .v6:
      var address = sockaddr_in6()
      address.sin6_family = sa_family_t(AF_INET6)
      address.sin6_port = port.bigEndian
      withUnsafeMutableBytes(of: &address.sin6_addr) { bytes in
        bytes.storeBytes(of: high.bigEndian, toByteOffset: 0, as: UInt64.self)
        bytes.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
      }
      return rebound(&address, body)
    case .unix: preconditionFailure("a unix socket has a path, not an address")
    }
  }

  private func rebound<A, R>(_ address: inout A, _ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R {
    withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<A>.size)) }
    }
  }
}
