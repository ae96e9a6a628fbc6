import Foundation
import Primitives
import TestKit
import Testing

@Suite struct JSONWriterTests {
  private func written(_ body: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter(ByteBuffer())
    body(&writer)
    return writer.buffer.string
  }

  @Test func `commas stand where they belong`() {
    let text = written { writer in
      writer.beginObject()
      writer.field("a", 1)
      writer.key("b")
      writer.beginArray()
      writer.endArray()
      writer.key("c")
      writer.beginArray()
      writer.value(1)
      writer.beginObject()
      writer.endObject()
      writer.null()
      writer.value(true)
      writer.rawValue("[0]")
      writer.endArray()
      writer.field("d", nil as String?)
      writer.field("e", ["x", "y"])
      writer.field("f", WallInstant.epoch)
      writer.field("g", nil as Int?)
      writer.field("h", false)
      writer.nullField("i")
      writer.key("j\"" as String)
      writer.value(0.5)
      writer.endObject()
    }
    #expect(
      text == #"{"a":1,"b":[],"c":[1,{},null,true,[0]],"d":null,"e":["x","y"],"f":"1970-01-01T00:00:00.000Z","#
        + #""g":null,"h":false,"i":null,"j\"":0.5}"#)
  }

  @Test func `every character comes back, and none can end a script`() {
    var text = ""
    for value in UInt32(0)...0x10FFFF {
      guard value < 0x3000 || value % 97 == 0 || value > 0x10FFF0, let scalar = Unicode.Scalar(value) else { continue }
      text.unicodeScalars.append(scalar)
    }
    text += "</script><!--"
    let json = written { $0.value(text) }
    #expect(parsed(json, limits: JSONLimits(bytes: 10_000_000)) == .success(.string(text)))
    #expect(
      !json.contains("<") && !json.unicodeScalars.contains("\u{2028}") && !json.unicodeScalars.contains("\u{2029}"))
    #expect(!json.utf8.contains { $0 < 0x20 })
  }

  @Test func `bytes that aren't UTF-8 become replacement characters`() {
    let json = withView([0x61, 0xFF, 0xE2, 0x80, 0x22]) { bytes in written { $0.value(bytes) } }
    #expect(parsed(json) == .success(.string(String(decoding: [0x61, 0xFF, 0xE2, 0x80, 0x22], as: UTF8.self))))
    #expect(withView([0xE2]) { bytes in written { $0.value(bytes) } } == "\"\u{FFFD}\"")
  }

  @Test(arguments: [
    (0.0, "0"), (-0.0, "0"), (1.0, "1"), (-2.0, "-2"), (0.5, "0.5"), (12.25, "12.25"), (1e-7, "0.0000001"),
    (1.5e-10, "0.00000000015"), (1e21, "1000000000000000000000"), (1.25e22, "12500000000000000000000"),
    (123456789.125, "123456789.125"), (.nan, "null"), (.infinity, "null"), (-.infinity, "null"), (0.1, "0.1"),
    (9007199254740993.0, "9007199254740992"), (-1e-3, "-0.001"),
  ])
  func `doubles have no exponent`(_ number: Double, _ text: String) {
    #expect(written { $0.value(number) } == text)
  }

  @Test(.seeded) func `doubles read back as themselves`() {
    var random = SeededRandom(seed: TestSeed.current)
    for _ in 0..<20_000 {
      let number = Double(bitPattern: random.next())
      guard number.isFinite else { continue }
      let text = written { $0.value(number) }
      if Double(text) != number || text.contains("e") { Issue.record("\(number) was written \(text)") }
    }
  }

  @Test func `a tree is written as it was read`() throws {
    let text = #"{"b":[1,2.50,-1e3,"x\n",null,{}],"a":{"c":true}}"#
    let tree = try JSONReader.parse(text)
    #expect(written { $0.value(tree) } == text)
  }
}
