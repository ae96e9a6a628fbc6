import HTTPWire
import Primitives

/// Paths, queries, forms, cookies and what header values hold: nothing traps, what is decoded can be encoded again, and a path
/// without a fault has none after decoding either.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = ByteView(start, count: count)
  checkPath(input)
  checkForm(input)
  checkHeader(input)
  if let authority = Authority(input) { precondition(!authority.host.isEmpty && (authority.port ?? 0) <= 65_535) }
  return 0
}

private func checkPath(_ path: ByteView) {
  guard TargetCheck.fault(in: path) == nil else { return }
  guard let decoded = PercentEncoding.decode(path) else { fatalError("a path without fault can't be decoded") }
  let segments = decoded.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst()
  for (index, segment) in segments.enumerated() {
    precondition(segment != [0x2E] && segment != [0x2E, 0x2E], "a dot segment")
    precondition(!segment.isEmpty || index == segments.count - 1, "an empty segment")
    precondition(!segment.contains { $0 == 0 || $0 == 0x5C || $0 == 0x7F }, "a control character or backslash")
  }
  precondition(path.array.count { $0 == 0x2F } == decoded.count { $0 == 0x2F }, "decoding made a slash")
}

private func checkForm(_ text: ByteView) {
  guard let form = try? FormItems(text) else { return }
  let encoded = FormItems.encode(form.items.map { ($0.name, $0.value) })
  let buffer = ByteBuffer()
  buffer.append(encoded)
  guard let again = try? FormItems(buffer.readable) else { fatalError("refused its own form") }
  // An item of two empty strings is written `=`, and is one.
  precondition(again.items == form.items)
  if let first = QueryItems(text).first("a") { precondition(form.first("a") != nil, "found \(first) in place only") }
}

private func checkHeader(_ value: ByteView) {
  let buffer = ByteBuffer()
  buffer.append("GET / HTTP/1.1\r\nHost: a\r\n" as StaticString)
  let writer = HeaderWriter(buffer)
  for name: StaticString in ["Cookie", "Accept", "Connection", "Content-Type"] { writer.field(name, value) }
  writer.endHead()
  let head = RequestHead()
  var parser = RequestParser(limits: HeadLimits(headBytesMax: 1 << 20))
  guard let progress = try? parser.parse(buffer.readable, into: head) else { fatalError("a value split the head") }
  precondition(progress == .complete(consumed: buffer.readableCount) && head.headersCount == 5)
  let cookies = Cookies(head)
  cookies.forEach { name, value in precondition(!name.contains(UInt8(ascii: ";")) && !value.contains(UInt8(ascii: ";")))
  }
  let kept = ByteBuffer()
  let pairs = cookies.append(to: kept) { $0.equals("a") }
  precondition(pairs == 0 && kept.isEmpty || pairs > 0)
  precondition((0...1_000).contains(Accept(head).quality(type: "text", subtype: "html")))
  _ = HopByHop(head).removes(value)
  _ = MediaType.isJSON(value) || MediaType.isForm(value)
}
