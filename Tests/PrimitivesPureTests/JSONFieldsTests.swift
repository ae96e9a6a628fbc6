import Primitives
import Testing

@Suite struct JSONFieldsTests {
  private func fields(_ text: String) throws -> JSONFields { try JSONFields(JSONReader.parse(text)) }

  private func message(_ text: String, _ body: (inout JSONFields) throws -> Void) -> String {
    do {
      var fields = try fields(text)
      try body(&fields)
      return "no fault"
    } catch {
      return String(describing: error)
    }
  }

  @Test func `fields of every type are read`() throws {
    var fields = try fields(
      """
      {"text":"x","number":5,"flag":true,"rate":12.5,"at":"2026-01-02T03:04:05Z","list":["a","b"],
      "inner":{"n":1},"rows":[{"n":2},{"n":3}],"nothing":null}
      """)
    #expect(try fields.string("text") == "x" && fields.integer("number", in: 0...9) == 5 && fields.bool("flag"))
    #expect(try fields.fixedPoint("rate", places: 6, in: 0...Int64.max) == 12_500_000)
    #expect(try fields.instant("at").rfc3339 == "2026-01-02T03:04:05.000Z")
    #expect(try fields.strings("list", countMax: 2) == ["a", "b"])
    var inner = try fields.fields("inner")
    #expect(try inner.integer("n", in: 0...1) == 1)
    try inner.finish()
    var rows = try fields.list("rows", countMax: 2)
    #expect(try rows[1].integer("n", in: 0...9) == 3)
    #expect(try fields.optionalString("nothing") == nil && fields.has("nothing") && !fields.has("none"))
    #expect(try fields.optionalInteger("none", in: 0...1) == nil && fields.optionalBool("none2") == nil)
    try fields.finish()
  }

  @Test func `faults name the field and what was expected`() {
    #expect(message("[]") { _ in } == "expected an object, found a list")
    #expect(message("{}") { _ = try $0.string("event_id") } == "field `event_id`: is required")
    #expect(message(#"{"a":null}"#) { _ = try $0.bool("a") } == "field `a`: is required")
    #expect(message(#"{"a":1}"#) { _ = try $0.string("a") } == "field `a`: expected a string, found a number")
    #expect(message(#"{"a":"xyz"}"#) { _ = try $0.string("a", bytesMax: 2) } == "field `a`: expected at most 2 bytes")
    #expect(
      message(#"{"a":1.5}"#) { _ = try $0.integer("a", in: 1...4) }
        == "field `a`: expected a whole number from 1 to 4, found 1.5")
    #expect(
      message(#"{"a":"5"}"#) { _ = try $0.integer("a", in: 1...4) }
        == "field `a`: expected a whole number from 1 to 4, found a string")
    #expect(
      message(#"{"a":["x",2]}"#) { _ = try $0.strings("a", countMax: 9) }
        == "field `a[1]`: expected a string, found a number")
    #expect(
      message(#"{"a":["x","y"]}"#) { _ = try $0.strings("a", countMax: 1) } == "field `a`: expected at most 1 strings")
    #expect(
      message(#"{"a":{}}"#) { _ = try $0.strings("a", countMax: 1) }
        == "field `a`: expected a list of strings, found an object")
    #expect(
      message(#"{"a":0.1234567}"#) { _ = try $0.fixedPoint("a", places: 6, in: 0...1_500_000) }
        == "field `a`: expected a number from 0 to 1.5 with at most 6 decimals, found 0.1234567")
    #expect(
      message(#"{"a":"x"}"#) { _ = try $0.instant("a") }
        == "field `a`: expected a date and time as in 2026-01-02T03:04:05Z")
    #expect(
      message(#"{"a":[{"b":1},2]}"#) { _ = try $0.list("a", countMax: 9) }
        == "field `a[1]`: expected an object, found a number"
    )
    #expect(
      message(#"{"o":{"x":{}}}"#) {
        var inner = try $0.fields("o")
        _ = try inner.bool("x")
      } == "field `o.x`: expected true or false, found an object")
  }

  @Test func `fields that nobody asked for are refused`() {
    #expect(
      message(#"{"b":1,"c":2,"a":3}"#) {
        _ = try $0.integer("b", in: 0...9)
        _ = try $0.optionalInteger("a", in: 0...9)
        try $0.finish()
      } == "field `c`: unknown field; known here: a, b")
    #expect(message("{}") { try $0.finish() } == "no fault")
  }
}
