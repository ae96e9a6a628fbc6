import Primitives
import Testing

@testable import Pages

/// Nothing that a stranger wrote can become markup.
@Suite struct HTMLTests {
  static let nasty = "<script>alert('x')</script> & \"quotes\" \u{0} </title>"

  @Test func textIsEscapedForContentAndAttributes() {
    let html: HTML = "<p title=\"\(Self.nasty)\">\(Self.nasty)</p>"
    let escaped = "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;quotes&quot; \u{FFFD} &lt;/title&gt;"
    #expect(html.markup == "<p title=\"\(escaped)\">\(escaped)</p>")
  }

  @Test func harmlessTextStaysAsItIs() {
    let text = "Zoë’s 東京 night – 10 % off\n\tgo"
    let html: HTML = "\(text)"
    #expect(html.markup == text)
  }

  @Test func piecesAreNotEscapedTwice() {
    let inner: HTML = "<b>\("a&b")</b>"
    let none: HTML? = nil
    let outer: HTML = "<p>\(inner)\(none)\(if: true, inner)\(if: false, inner)\(7)</p>"
    #expect(outer.markup == "<p><b>a&amp;b</b><b>a&amp;b</b>7</p>")
    #expect(HTML.each([1, 2]) { "<i>\($0)</i>" }.markup == "<i>1</i><i>2</i>")
  }

  @Test(arguments: ["/", "/shop", "/shop/demo/seats?section=1&view=list#a", "/a%2Fb", "/waiting-room/x"])
  func pathsOfThisSiteStay(path: String) {
    #expect(SitePath.isSafe(path))
    let html: HTML = "\(path: path)"
    #expect(html.markup == path.replacing("&", with: "&amp;"))
  }

  @Test(
    arguments: [
      "", "shop", "//evil.example", "/\\evil.example", "\\/evil.example", "https://evil.example", "javascript:alert(1)",
      "/a\r\nSet-Cookie: x", "/a b", "/\t/evil.example", "/a\"b", "/a<b", "/ä", "/a`b", " /shop",
      "/" + String(repeating: "a", count: SitePath.bytesMax),
    ])
  func pathsThatLeadElsewhereBecomeTheTop(path: String) {
    #expect(!SitePath.isSafe(path))
    let html: HTML = "\(path: path)"
    #expect(html.markup == "/")
  }

  @Test func segmentsStayOneSegment() {
    let html: HTML = "/a/\(segment: "b/../c?d=1&e=ü \"x\"")"
    #expect(html.markup == "/a/b%2F..%2Fc%3Fd%3D1%26e%3D%C3%BC%20%22x%22")
  }

  @Test func dataCannotEndItsElement() throws {
    let html = HTML.data(id: "d") { $0.field("a", "</script><script>alert(1)</script>\u{2028}") }
    let inner = html.markup.dropFirst("<script type=\"application/json\" id=\"d\">".count).dropLast("</script>\n".count)
    #expect(!inner.contains("<"))
    #expect(!inner.contains("\u{2028}"))
    var text = String(inner)
    let json = try text.withUTF8 { bytes throws(JSONFault) in
      try JSONReader.parse(ByteView(UnsafeRawBufferPointer(bytes)))
    }
    guard case .object(let object) = json else {
      Issue.record("not an object")
      return
    }
    #expect(object["a"] == .string("</script><script>alert(1)</script>\u{2028}"))
  }
}
