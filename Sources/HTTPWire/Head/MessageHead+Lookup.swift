import Primitives

extension MessageHead {
  /// The value of the first header line of that name, whatever its case; nil if there is none. Cost: one comparison of
  /// lengths for each line.
  public final func first(_ name: StaticString) -> ByteView? {
    guard let index = index(of: ByteView(name), from: 0) else { return nil }
    return value(at: index)
  }

  public final func first(_ name: ByteView) -> ByteView? {
    guard let index = index(of: name, from: 0) else { return nil }
    return value(at: index)
  }

  public final func has(_ name: StaticString) -> Bool { index(of: ByteView(name), from: 0) != nil }

  /// How many header lines have that name.
  public final func count(of name: StaticString) -> Int {
    var count = 0
    forEach(named: name) { _ in count += 1 }
    return count
  }

  /// The value, if exactly one header line has that name: for fields whose repetition means trouble.
  public final func only(_ name: StaticString) -> ByteView? {
    guard let index = index(of: ByteView(name), from: 0) else { return nil }
    return self.index(of: ByteView(name), from: index + 1) == nil ? value(at: index) : nil
  }

  /// Every value under that name, in order.
  public final func forEach(named name: StaticString, _ body: (ByteView) -> Void) {
    var next = 0
    while let index = index(of: ByteView(name), from: next) {
      body(value(at: index))
      next = index + 1
    }
  }

  /// Every header line, in order.
  public final func forEach(_ body: (_ name: ByteView, _ value: ByteView) -> Void) {
    for index in 0..<headersCount { body(name(at: index), value(at: index)) }
  }

  /// True if any line of that name lists the token (RFC 9110 §5.6.1), whatever its case.
  public final func hasToken(_ token: StaticString, in name: StaticString) -> Bool {
    var found = false
    forEach(named: name) { value in
      ListValue.forEachElement(of: value) { if $0.equalsIgnoringCase(token) { found = true } }
    }
    return found
  }

  /// The first line at or behind `start` of that name.
  public final func index(of name: ByteView, from start: Int) -> Int? {
    var index = start
    while index < headersCount {
      let candidate = self.name(at: index)
      if candidate.count == name.count && candidate.equalsIgnoringCase(name) { return index }
      index += 1
    }
    return nil
  }
}
