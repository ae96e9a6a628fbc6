import Configuration
import Primitives
import Testing

@Suite struct YAMLTests {
  private func scalar(_ text: String, _ line: Int, _ column: Int, isPlain: Bool = true) -> YAMLNode {
    YAMLNode(.scalar(text, isPlain: isPlain), at: YAMLPosition(line: line, column: column))
  }

  @Test func everythingKnowsItsPlace() throws {
    let root = try yaml("# comment\na: 1\nb:\n  - x\n  - {c: 'd', é: \"f\"}\n")
    let inner = YAMLNode(
      .mapping([
        YAMLEntry(key: "c", at: YAMLPosition(line: 5, column: 6), value: scalar("d", 5, 9, isPlain: false)),
        YAMLEntry(key: "é", at: YAMLPosition(line: 5, column: 14), value: scalar("f", 5, 17, isPlain: false)),
      ]), at: YAMLPosition(line: 5, column: 5))
    #expect(
      root
        == YAMLNode(
          .mapping([
            YAMLEntry(key: "a", at: YAMLPosition(line: 2, column: 1), value: scalar("1", 2, 4)),
            YAMLEntry(
              key: "b", at: YAMLPosition(line: 3, column: 1),
              value: YAMLNode(.sequence([scalar("x", 4, 5), inner]), at: YAMLPosition(line: 4, column: 3))),
          ]), at: YAMLPosition(line: 2, column: 1)))
  }

  @Test func scalarsStayText() throws {
    for text in ["no", "0x1f", "1e3", "2026-01-02", "~x", "yes"] {
      #expect(try yaml(text).value == .scalar(text, isPlain: true))
    }
    #expect(try yaml("|\n  a\n  b\n").value == .scalar("a\nb\n", isPlain: false))
  }

  @Test func nullIsPlainOnly() throws {
    for text in ["", "null", "~", "# nothing\n", "---\n"] { #expect(try yaml(text).isNull) }
    for text in ["\"null\"", "'~'", "\"\"", "Null", "0"] { #expect(try !yaml(text).isNull) }
  }

  @Test func refusesWhatGrows() throws {
    let cases = [
      ("a: &x 1\nb: *x", "anchors are not supported; write the value out"),
      ("a: !!str 1", "tags are not supported; write the value without it"),
      ("a: *x", "aliases are not supported; write the value out"),
      ("a: 1\n---\nb: 2", "a second document begins here; write one document a file"),
      ("? [a, b]\n: 1", "a key must be a single value; write `name: value`"),
    ]
    for (text, message) in cases {
      let fault = #expect(throws: YAMLFault.self) { try yaml(text) }
      #expect(fault?.message == message)
    }
    let small = YAMLLimits(bytes: 100, depth: 3, nodes: 5)
    #expect(try yaml("[[[1]]]", limits: small).kind == "a list")
    for text in ["[[[[1]]]]", "[1, 2, 3, 4, 5]", String(repeating: "#", count: 101)] {
      #expect(throws: YAMLFault.self) { try yaml(text, limits: small) }
    }
    // Depth is counted, not felt.
    #expect(throws: YAMLFault.self) { try yaml(String(repeating: "[", count: 200_000)) }
  }

  @Test func refusesWhatIsNoYAML() {
    for text in ["a: [1", "a: 'x", "\ta: 1", "a: 1\n b: 2", "a: \u{1}", "%YAML 9.9\n---\na: 1", "{a: 1}}"] {
      #expect(throws: YAMLFault.self, "\(text)") { try yaml(text) }
    }
    let buffer = ByteBuffer()
    buffer.append([0x61, 0x3a, 0x20, 0xff, 0xfe])
    #expect(throws: YAMLFault.self) { try YAMLReader.parse(buffer.readable) }
  }

  @Test func randomTextsDoNotCrash() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededRandom(seed: seed)
    let good = Array(try Files.text("config/usher.yaml").utf8.prefix(4_000))
    for _ in 0..<500 {
      var bytes = good
      for _ in 0..<Int.random(in: 1...8, using: &generator) {
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      let buffer = ByteBuffer()
      buffer.append(bytes)
      do throws(ConfigurationFaults) {
        let configuration = try ConfigurationFile.parse(buffer.readable, file: "f")
        #expect(configuration.ruleFaults.isEmpty, "seed \(seed)")
      } catch {
        #expect(!error.faults.isEmpty, "seed \(seed)")
      }
    }
  }
}
