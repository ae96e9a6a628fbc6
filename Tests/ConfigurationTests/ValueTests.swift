import Configuration
import Primitives
import Testing

@Suite struct ValueTests {
  private func room(_ line: String) throws -> RoomConfiguration {
    try #require(try configuration("rooms:\n  a:\n    \(line)\n").room("a"))
  }

  @Test(arguments: [
    ("0", 0), ("50", 50_000_000), ("0.5", 500_000), ("0.000001", 1), ("12.340000", 12_340_000),
    ("100000", 100_000_000_000), ("007", 7_000_000),
  ])
  func decimalsAreExact(_ text: String, _ micros: Int64) throws {
    var raised = "admitter: {tick: 5ms}\nrooms:\n  a:\n    admit_rate: \(text)\n"
    #expect(try configuration(raised).rooms[0].admitRateMicros == micros)
    raised = ConfigurationFile.text(try configuration(raised))
    #expect(try configuration(raised).rooms[0].admitRateMicros == micros)
  }

  @Test(arguments: ["-1", "1e3", "1.", ".5", "0.0000001", "+1", "1,5", "0x10", "100000.000001", "", " 1", "NaN", "٣"])
  func otherDecimalsAreRefused(_ text: String) {
    #expect(faults("admitter: {tick: 5ms}\nrooms:\n  a:\n    admit_rate: \"\(text)\"\n").count == 1)
  }

  @Test(arguments: [
    ("60s", Duration.seconds(60)), ("60000ms", .seconds(60)), ("1m", .seconds(60)), ("2h", .seconds(7_200)),
    ("1d", .seconds(86_400)), ("90s", .seconds(90)),
  ])
  func durationsHaveUnits(_ text: String, _ duration: Duration) throws {
    let read = try configuration("rooms:\n  a: {absent_after: \(text), poll_max: 1s}\n")
    #expect(read.rooms[0].absentAfter == duration)
    #expect(try configuration(ConfigurationFile.text(read)) == read)
  }

  @Test(arguments: ["60", "1.5m", "60 s", "s", "1w", "-1m", "1h30m", "59s", "25h", "99999999999s", "1M", "１m"])
  func otherDurationsAreRefused(_ text: String) {
    #expect(faults("rooms:\n  a: {absent_after: \"\(text)\"}\n").count == 1)
  }

  @Test func sizes() throws {
    for (text, bytes) in [("1024", 1_024), ("64KiB", 65_536), ("1MiB", 1_048_576), ("1000", 1_000)] {
      #expect(try configuration("gateway: {discarded_body_bytes_max: \(text)}").gateway.discardedBodyBytesMax == bytes)
    }
    for text in ["64kb", "64KB", "1.5MiB", "-1", "2MiB", "KiB"] {
      #expect(faults("gateway: {discarded_body_bytes_max: \"\(text)\"}").count == 1)
    }
  }

  @Test func addresses() throws {
    for text in ["127.0.0.1:80", "[::1]:65535", "unix:/run/x.sock", "unix:run/x y.sock", "[2001:db8::1]:1"] {
      #expect(ServerAddress(text)?.description == text)
    }
    for text in [
      "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:+80", "localhost:80", "::1:80", "[::1]",
      "[127.0.0.1]:80", "127.1:80", "unix:", ":80", "127.0.0.1:080000", "unix:" + String(repeating: "x", count: 108),
      "[::1:80", "[fe80::1%eth0]:80",
    ] {
      #expect(ServerAddress(text) == nil, "\(text)")
    }
    #expect(ServerAddress("127.8.9.1:80")?.isLocal == true && ServerAddress("[::1]:80")?.isLocal == true)
    #expect(ServerAddress("0.0.0.0:80")?.isLocal == false && ServerAddress("[::]:80")?.isLocal == false)
  }

  @Test func networkPrefixes() throws {
    let private8 = try #require(NetworkPrefix("10.0.0.0/8"))
    #expect(private8.contains(isV6: false, high: 0, low: 0x0a01_0203))
    #expect(!private8.contains(isV6: false, high: 0, low: 0x0b01_0203))
    #expect(!private8.contains(isV6: true, high: 0, low: 0x0a01_0203))
    let documentation = try #require(NetworkPrefix("2001:db8::/32"))
    #expect(documentation.contains(isV6: true, high: 0x2001_0db8_ffff_0000, low: 7))
    #expect(!documentation.contains(isV6: true, high: 0x2001_0db9_0000_0000, low: 0))
    let half = try #require(NetworkPrefix("2001:db8::8000:0:0:0/65"))
    #expect(half.contains(isV6: true, high: 0x2001_0db8_0000_0000, low: 0x8000_0000_0000_0001))
    #expect(!half.contains(isV6: true, high: 0x2001_0db8_0000_0000, low: 0x7000_0000_0000_0001))
    let one = try #require(NetworkPrefix("192.0.2.1"))
    #expect(one.bits == 32 && one.contains(isV6: false, high: 0, low: 0xc000_0201))
    #expect(!one.contains(isV6: false, high: 0, low: 0xc000_0202))
    #expect(NetworkPrefix("0.0.0.0/0")?.contains(isV6: false, high: 0, low: 1) == true)
    #expect(NetworkPrefix("::/0")?.contains(isV6: true, high: 1, low: 1) == true)
    for text in [
      "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0/8", "::1/64", "x", "", "10.0.0.0/8/8",
    ] {
      #expect(NetworkPrefix(text) == nil, "\(text)")
    }
  }

  @Test func pathPatterns() throws {
    let pattern = try #require(PathPattern("/shop/{event}/seats"))
    #expect(pattern.segments == [.literal("shop"), .any(name: "event"), .literal("seats")] && !pattern.takesRest)
    #expect(pattern.names == ["event"])
    #expect(PathPattern("/")?.segments == [] && PathPattern("/**")?.takesRest == true)
    #expect(PathPattern("/assets/**")?.segments == [.literal("assets")])
    #expect(PathPattern("/a/") == nil)
    for text in [
      "", "shop", "//", "/a//b", "/./a", "/a/..", "/a%2fb", "/a b", "/a?b", "/a#b", "/{}", "/{a}/{a}", "/{A}", "/a{b}",
      "/**/a", "/a;b", "/a*", "/é", "/" + String(repeating: "a", count: 512),
    ] {
      #expect(PathPattern(text) == nil, "\(text)")
    }
  }

  @Test func roomSources() {
    let good: [(String, RoomSource)] = [
      ("demo", .fixed("demo")), ("from path event", .path("event")), ("from query e", .query("e")),
      ("from header X-Event", .header("X-Event")), ("from pass", .pass), ("pass", .fixed("pass")),
      ("from", .fixed("from")),
    ]
    for (text, source) in good {
      #expect(RoomSource(text) == source)
      #expect(source.description == text)
    }
    for text in [
      "", "Demo", "from path", "from pass x", "from  pass", "from cookie x", "from path a b", "a b", "from query é",
    ] {
      #expect(RoomSource(text) == nil, "\(text)")
    }
  }

  @Test func requestPatterns() {
    #expect(RequestPattern("POST /a/{b}")?.method == .post)
    #expect(RequestPattern("/a")?.method == nil)
    for text in ["post /a", "POST  /a", "POST a", "POST", "TRACE /a", "POST /a b"] {
      #expect(RequestPattern(text) == nil)
    }
  }

  @Test func hostsAndOrigins() {
    for host in ["a", "tickets.example.com", "127.0.0.1", "[::1]", "xn--bcher-kva.example", "a_b"] {
      #expect(faults("server: {hosts: [\"\(host)\"]}").isEmpty, "\(host)")
    }
    for host in ["", "A.example", "a.", ".a", "a..b", "-a", "a-", "a:80", "a/b", "*.a", "[::1", "é.example"] {
      #expect(faults("server: {hosts: [\"\(host)\"]}").count == 1, "\(host)")
    }
    for origin in ["https://a.example", "http://127.0.0.1:8080", "https://[::1]:8443", "https://a"] {
      #expect(faults("cross_origin: {allowed_origins: [\"\(origin)\"]}").isEmpty, "\(origin)")
    }
    for origin in [
      "*", "null", "https://", "https://a/", "https://a:443", "http://a:80", "https://a:0", "https://a:080", "ftp://a",
      "https://A", "https://u@a", "a.example",
    ] {
      #expect(faults("cross_origin: {allowed_origins: [\"\(origin)\"]}").count == 1, "\(origin)")
    }
  }

  @Test func textIsNeverTakenForAnythingElse() throws {
    #expect(try room("message: no").message == "no")
    #expect(try room("message: \"null\"").message == "null")
    #expect(try room("message: null").message == nil)
    #expect(try room("message: 007").message == "007")
    #expect(
      try room("message: Heute: \\\"ja\\\"".replacing("Heute: ", with: "\"Heute: ") + "\"").message == "Heute: \"ja\"")
  }

  @Test func defaultsThatFollowOthers() throws {
    #expect(try room("admit_rate: 0.5").effectiveBurstMicros == 1_000_000)
    #expect(try room("admit_rate: 200").effectiveBurstMicros == 20_000_000)
    #expect(try room("burst: 3.5").effectiveBurstMicros == 3_500_000)
    #expect(try room("absent_after: 60s").effectivePollMax == .seconds(20))
    #expect(try room("poll_max: 30s").effectivePollMax == .seconds(30))
  }
}
