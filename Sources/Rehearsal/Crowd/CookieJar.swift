import HTTPWire
import Primitives

/// One visitor's cookies, all of one site and for all of its paths, as every cookie of Usher is.
struct CookieJar {
  private struct Cookie {
    let name: [UInt8]
    var value: [UInt8]
  }

  /// More than any visit needs; what comes after is not kept.
  static let countMax = 16

  private var cookies: [Cookie] = []

  var isEmpty: Bool { cookies.isEmpty }

  /// Takes what a response sets.
  mutating func take(from head: ResponseHead) {
    // A closure can't change the jar while the head is walked through.
    var lines: [ByteView] = []
    head.forEach(named: "set-cookie") { lines.append($0) }
    for line in lines { take(line) }
  }

  mutating func take(_ line: ByteView) {
    let pairEnd = line.firstIndex(of: UInt8(ascii: ";")) ?? line.count
    let pair = line.slice(from: 0, to: pairEnd).trimmed
    guard let equals = pair.firstIndex(of: UInt8(ascii: "=")), equals > 0 else { return }
    let name = pair.slice(from: 0, to: equals).array
    let place = cookies.firstIndex { $0.name == name }
    if CookieJar.isRemoval(line.slice(from: pairEnd)) {
      if let place { cookies.remove(at: place) }
      return
    }
    let value = pair.slice(from: equals + 1).array
    if let place {
      cookies[place].value = value
    } else if cookies.count < CookieJar.countMax {
      cookies.append(Cookie(name: name, value: value))
    }
  }

  /// Adds the `Cookie` line, if there is anything to say.
  func write(to headers: HeaderWriter) {
    guard !cookies.isEmpty else { return }
    headers.field("Cookie") { buffer in
      for (index, cookie) in cookies.enumerated() {
        if index > 0 { buffer.append("; " as StaticString) }
        buffer.append(cookie.name)
        buffer.append(byte: UInt8(ascii: "="))
        buffer.append(cookie.value)
      }
    }
  }

  private static func isRemoval(_ attributes: ByteView) -> Bool {
    var removes = false
    ListValue.forEachElement(of: attributes, separator: UInt8(ascii: ";")) { attribute in
      guard attribute.hasPrefixIgnoringCase("max-age=") else { return }
      let age = attribute.slice(from: 8)
      removes = age.first == UInt8(ascii: "-") || age.decimal() == 0
    }
    return removes
  }
}
