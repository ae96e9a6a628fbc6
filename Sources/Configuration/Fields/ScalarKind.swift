internal import Primitives

/// How one kind of single value is read and written. `expected` completes "write …".
struct ScalarKind<Value> {
  var expected: String
  var parse: (_ text: String) -> Value?
  /// The text that `parse` reads; the writer quotes it where YAML needs that.
  var text: (Value) -> String
  /// Set for kinds whose text is a path: how a relative one is made absolute.
  var resolve: ((Value, _ folder: String) -> Value)?
}

extension ScalarKind where Value == Bool {
  static var bool: ScalarKind {
    ScalarKind(expected: "true or false", parse: { ["true": true, "false": false][$0] }, text: { "\($0)" })
  }
}

extension ScalarKind where Value == Int {
  static func integer(in range: ClosedRange<Int>) -> ScalarKind {
    ScalarKind(
      expected: "a whole number from \(range.lowerBound) to \(range.upperBound)",
      parse: { DecimalNumber.integer($0).flatMap { range.contains($0) ? $0 : nil } }, text: { String($0) })
  }

  static func oneOf(_ values: [Int]) -> ScalarKind {
    let list = values.map(String.init).joined(separator: ", ")
    return ScalarKind(
      expected: "one of \(list)", parse: { DecimalNumber.integer($0).flatMap { values.contains($0) ? $0 : nil } },
      text: { String($0) })
  }

  static func bytes(in range: ClosedRange<Int>) -> ScalarKind {
    ScalarKind(
      expected: "a size from \(ByteCount.text(range.lowerBound)) to \(ByteCount.text(range.upperBound))",
      parse: { ByteCount.parse($0).flatMap { range.contains($0) ? $0 : nil } }, text: { ByteCount.text($0) })
  }
}

extension ScalarKind where Value == Int64 {
  /// A decimal with at most six places, kept as millionths. The range is in millionths as well.
  static func decimalMicros(in range: ClosedRange<Int64>) -> ScalarKind {
    let least = DecimalNumber.text(micros: range.lowerBound)
    let most = DecimalNumber.text(micros: range.upperBound)
    return ScalarKind(
      expected: "a number from \(least) to \(most) with at most 6 decimals",
      parse: { DecimalNumber.micros($0).flatMap { range.contains($0) ? $0 : nil } },
      text: { DecimalNumber.text(micros: $0) })
  }
}

extension ScalarKind where Value == Duration {
  static func duration(in range: ClosedRange<Duration>) -> ScalarKind {
    let bounds = "\(DurationText.text(range.lowerBound)) to \(DurationText.text(range.upperBound))"
    return ScalarKind(
      expected: "a duration from \(bounds), with one of the units ms, s, m, h, d",
      parse: { DurationText.parse($0).flatMap { range.contains($0) ? $0 : nil } }, text: { DurationText.text($0) })
  }
}

extension ScalarKind where Value == String {
  static func text(bytes range: ClosedRange<Int>) -> ScalarKind {
    ScalarKind(
      expected: "a text of \(range.lowerBound) to \(range.upperBound) bytes without control characters",
      parse: { text in
        range.contains(text.utf8.count) && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f } ? text : nil
      }, text: { $0 })
  }

  /// The ids of rooms, events, origins, limits and keys.
  static var id: ScalarKind {
    ScalarKind(
      expected: "1 to 40 of the characters a-z, 0-9 and -", parse: { RoomConfiguration.isID($0) ? $0 : nil },
      text: { $0 })
  }

  /// A file or folder; a relative one is relative to the folder of the configuration file.
  static var path: ScalarKind {
    ScalarKind(
      expected: "a path of 1 to 1024 bytes",
      parse: { (1...1024).contains($0.utf8.count) && !$0.utf8.contains { $0 < 0x20 } ? $0 : nil }, text: { $0 },
      resolve: { FilePath.resolved($0, relativeTo: $1) })
  }

  /// What a Host header may say, without the port.
  static var hostName: ScalarKind {
    ScalarKind(
      expected: "a host name in lower case without a port, such as tickets.example.com",
      parse: { HostName.isValid($0) ? $0 : nil }, text: { $0 })
  }

  /// 32 bytes as canonical base64url.
  static var publicKey: ScalarKind {
    ScalarKind(
      expected: "the 43 base64url characters of an Ed25519 public key",
      parse: { Base64URL.decode($0)?.count == 32 ? $0 : nil }, text: { $0 })
  }

  static var webOrigin: ScalarKind {
    ScalarKind(
      expected: "an origin such as https://shop.example.com, in lower case and without a path",
      parse: { HostName.isOrigin($0) ? $0 : nil }, text: { $0 })
  }
}

extension ScalarKind where Value == ServerAddress {
  /// `ports` is where a port must lie; 0 stands for any free one.
  static func address(ports: ClosedRange<UInt16> = 1...65_535) -> ScalarKind {
    ScalarKind(
      expected: "an address such as 127.0.0.1:8080, [::1]:8080 or unix:run/usher.sock (at most 107 bytes)",
      parse: { text in
        guard let address = ServerAddress(text) else { return nil }
        if case .tcp(_, let port) = address, !ports.contains(port) { return nil }
        return address
      }, text: { $0.description },
      resolve: { address, folder in
        guard case .unix(let path) = address else { return address }
        return .unix(path: FilePath.resolved(path, relativeTo: folder))
      })
  }
}

extension ScalarKind where Value == NetworkPrefix {
  static var networkPrefix: ScalarKind {
    ScalarKind(
      expected: "an address or range such as 10.0.0.0/8 or 2001:db8::/32, with no bit set behind its length",
      parse: { NetworkPrefix($0) }, text: { $0.description })
  }
}

extension ScalarKind where Value == PathPattern {
  static var pathPattern: ScalarKind {
    ScalarKind(
      expected: "a path such as /shop/{event}/seats or /assets/**, without escapes, dot segments and double slashes",
      parse: { PathPattern($0) }, text: { $0.description })
  }
}

extension ScalarKind where Value == RequestPattern {
  static var requestPattern: ScalarKind {
    ScalarKind(
      expected: "a path, if need be behind a method, such as POST /bookings/hold or /events/**",
      parse: { RequestPattern($0) }, text: { $0.description })
  }
}

extension ScalarKind where Value == RoomSource {
  static var roomSource: ScalarKind {
    ScalarKind(
      expected: "a room's id, `from path NAME`, `from query NAME`, `from header NAME` or `from pass`",
      parse: { RoomSource($0) }, text: { $0.description })
  }
}

extension ScalarKind where Value == WallInstant {
  static var instant: ScalarKind {
    ScalarKind(
      expected: "a date and time such as 2026-01-02T03:04:05Z", parse: { WallInstant(rfc3339: $0) },
      text: { $0.rfc3339 })
  }
}

extension ScalarKind where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  static var choice: ScalarKind {
    let list = Value.allCases.map(\.rawValue).joined(separator: ", ")
    return ScalarKind(expected: "one of \(list)", parse: { Value(rawValue: $0) }, text: { $0.rawValue })
  }
}
