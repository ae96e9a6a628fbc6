import EventLoop
import Primitives
import Testing

@Suite struct EndpointTests {
  @Test(arguments: ["127.0.0.1:8080", "0.0.0.0:0", "[::1]:443", "[2001:db8::1]:65535", "unix:/run/usher.sock"])
  func `an endpoint is printed as it was read`(text: String) throws {
    let endpoint = try #require(Endpoint(text))
    #expect(endpoint.description == text)
  }

  @Test(arguments: [
    "", ":80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:+80", "localhost:80", "::1:80",
    "[127.0.0.1]:80", "[::1]", "unix:", "unix:relative", "1.2.3:80", "127.0.0.1:8 0", "[fe80::1%eth0]:80",
    "unix:/" + String(repeating: "x", count: 107),
  ])
  func `anything else is refused`(text: String) {
    #expect(Endpoint(text) == nil)
  }
}

@Suite struct NetworkAddressTests {
  @Test func `text and numbers agree`() throws {
    #expect(NetworkAddress(v4: 0xC000_0201).host == "192.0.2.1")
    for address in ["0.0.0.0", "192.0.2.1", "255.255.255.255", "10.100.0.9", "2001:db8::1"] {
      let buffer = ByteBuffer(capacity: 64)
      NetworkAddress(parsing: address)?.appendHost(to: buffer)
      #expect(buffer.readable.string == address)
    }
    #expect(NetworkAddress(v6: 0x2001_0db8_0000_0000, 1, port: 80).description == "[2001:db8::1]:80")
    #expect(NetworkAddress(parsing: "192.0.2.1", port: 80) == NetworkAddress(v4: 0xC000_0201, port: 80))
    #expect(NetworkAddress(parsing: "::ffff:192.0.2.1") == NetworkAddress(v4: 0xC000_0201))
    #expect(NetworkAddress(parsing: "192.0.2.1 ") == nil)
    #expect(NetworkAddress(parsing: "[::1]") == nil)
  }

  @Test func `a client's network is its address in IPv4 and its 64 bits in IPv6`() throws {
    let four = try #require(NetworkAddress(parsing: "192.0.2.77", port: 1_234))
    #expect(four.network.description == "192.0.2.77")
    let six = try #require(NetworkAddress(parsing: "2001:db8:1:2:3:4:5:6", port: 1_234))
    #expect(six.network.description == "2001:db8:1:2::")
    #expect(six.network == NetworkAddress(parsing: "2001:db8:1:2:ffff::1")?.network)
    #expect(six.network != NetworkAddress(parsing: "2001:db8:1:3::")?.network)
  }

  @Test(arguments: [(0, "0.0.0.0"), (8, "10.0.0.0"), (23, "10.1.2.0"), (24, "10.1.3.0"), (32, "10.1.3.255")])
  func `a prefix clears the bits after it`(bits: Int, expected: String) {
    #expect(NetworkAddress(v4: 0x0A01_03FF).prefix(bits: bits).host == expected)
  }

  @Test(arguments: [(0, "::"), (16, "ffff::"), (64, "ffff:ffff:ffff:ffff::"), (72, "ffff:ffff:ffff:ffff:ff00::")])
  func `an IPv6 prefix clears the bits after it`(bits: Int, expected: String) {
    #expect(NetworkAddress(v6: ~0, ~0).prefix(bits: bits).host == expected)
  }

  @Test func `the machine itself is known in every family`() {
    for text in ["127.0.0.1", "127.255.255.254", "::1", "::ffff:127.0.0.1"] {
      #expect(NetworkAddress(parsing: text)?.isLoopback == true)
    }
    for text in ["128.0.0.1", "::2", "10.0.0.1"] { #expect(NetworkAddress(parsing: text)?.isLoopback == false) }
    #expect(NetworkAddress.unix.isLoopback)
  }
}
