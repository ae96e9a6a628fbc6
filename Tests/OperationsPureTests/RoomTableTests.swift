import Primitives
import Testing

@testable import Operations

@Suite struct RoomTableTests {
  private func object(_ text: String) throws -> JSONObject {
    let bytes = Array(text.utf8)
    return try #require(try bytes.withUnsafeBytes { try JSONReader.parse(ByteView($0)) }.objectValue)
  }

  @Test func roomsStandInColumns() throws {
    let table = RoomTable.text([
      try object(#"{"room": "demo", "state": "open", "paused": false, "admit_rate": 50, "epoch": 1, "stats": null}"#),
      try object(
        #"{"room": "b", "state": "closed", "paused": true, "admit_rate": 0.5, "epoch": 12, "stats": {"queue_length": 7}}"#
      ),
    ])
    #expect(
      table == """
        ROOM  STATE   PAUSED  RATE  WAITING  ADMITTED  EPOCH
        demo  open    no      50    -        -         1
        b     closed  yes     0.5   7        -         12
        """)
  }

  @Test func changesAreTold() throws {
    let before = try object(#"{"admit_rate": 50, "message": null, "version": 1, "stats": {"a": 1}}"#)
    let after = try object(#"{"admit_rate": 200, "message": "soon", "version": 2, "stats": {"a": 2}}"#)
    #expect(
      RoomChange.describe("demo", from: before, to: after, isDryRun: false)
        == "room demo: admit_rate 50 → 200, message - → soon")
    #expect(RoomChange.describe("demo", from: before, to: after, isDryRun: true).hasPrefix("room demo: would change "))
    #expect(RoomChange.describe("demo", from: after, to: after, isDryRun: false) == "room demo: nothing changed")
  }
}
