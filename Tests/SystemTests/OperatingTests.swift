import Foundation
import TestKit
import Testing

/// The verbs that work on a running system, on one system for all of them.
@Suite(.serialized) struct OperatingTests {
  private static let folder: Result<TemporaryFolder, any Error> = Result { try TemporaryFolder() }
  private static let shared: Result<System, any Error> = Result { try System(data: folder.get().file("data")) }

  private let system: System
  init() throws { system = try OperatingTests.shared.get() }

  @Test func roomsAreListedAndShown() throws {
    let list = try system.verb("room", "list")
    #expect(list.succeeded && list.output.hasPrefix("ROOM") && list.output.contains("\ndemo-ga  open"))
    let json = try system.verb("room", "list", "--json")
    let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    #expect((object?["rooms"] as? [Any])?.count == 2)
    #expect(try system.verb("room", "show", "demo").output.contains("absent_after_seconds"))
    #expect(try system.verb("room", "show", "none").status == .exited(1))
  }

  @Test func settingsChangeAndTheSameAgainChangesNothing() throws {
    let dry = try system.verb("room", "set", "demo", "admit_rate=120.5", "--dry-run")
    #expect(dry.succeeded && dry.output.contains("would change admit_rate"))
    #expect(try system.verb("room", "set", "demo", "admit_rate=120.5", "message=Soon").output.contains("→ 120.5"))
    #expect(try system.verb("room", "set", "demo", "admit_rate=120.5").output == "room demo: nothing changed\n")
    let refused = try system.verb("room", "set", "demo", "admit_rate=-1")
    #expect(refused.status == .exited(1) && refused.errors.contains("admit_rate"))
    #expect(try system.verb("room", "set", "demo", "no_such_setting=1").status == .exited(1))
    #expect(try system.psql("SELECT settings->>'message' FROM rooms WHERE id = 'demo'") == "Soon\n")
    #expect(try system.verb("room", "set", "demo", "admit_rate=50", "message=").succeeded)
  }

  @Test func aRoomIsPausedAndResumed() async throws {
    #expect(try system.verb("room", "pause", "demo-ga").output.contains("paused no → yes"))
    try await eventually("the pause in the public state") {
      try system.get("/waiting-room/demo-ga/status").body.contains("\"paused\":true")
    }
    #expect(try system.verb("room", "pause", "demo-ga").output == "room demo-ga: nothing changed\n")
    #expect(try system.verb("room", "resume", "demo-ga").output.contains("paused yes → no"))
  }

  @Test func applyingAFileTwiceChangesNothingTheSecondTime() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("rooms.yaml", "rooms:\n  demo-ga:\n    event: demo-ga\n    admit_rate: 33\n")
    let first = try ProcessRunner.run([TestExecutable.usher(), "room", "apply", file, "--data", system.data])
    #expect(first.succeeded && first.output.contains("→ 33"), "\(first)")
    let second = try ProcessRunner.run([TestExecutable.usher(), "room", "apply", file, "--data", system.data])
    #expect(second.succeeded && second.output == "room demo-ga: nothing changed\n")
  }

  @Test func anEventIsImportedOnceWithItsRoom() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(
      "event.json",
      """
      {"event_id": "small", "name": "Small", "venue": {"venue_id": "hall", "name": "Hall"}, "currency": "EUR",
       "start_time": "2031-01-01T20:00:00Z", "on_sale_at": "2026-01-01T00:00:00Z",
       "tiers": [{"tier": "one", "name": "One", "price": 1000}], "map": {"width": 10, "height": 10},
       "sections": [{"section": "A", "tier": "one", "rows": [{"row": "1", "seats": [{"number": "1", "x": 1, "y": 1}]}]}]}
      """)
    let first = try system.verb("event", "import", file)
    #expect(first.succeeded && first.output.contains("1 seat added") && first.output.contains("room small: created"))
    let second = try system.verb("event", "import", file)
    #expect(second.succeeded && second.output == "event small: nothing changed\n")
    #expect(try system.psql("SELECT event_id FROM rooms WHERE id = 'small'") == "small\n")
    let broken = try folder.write("broken.json", "{\"event_id\": \"small\"}")
    #expect(try system.verb("event", "import", broken).status == .exited(1))
  }

  @Test func fsckIsCleanAndFindsATamperedRow() throws {
    let clean = try system.verb("fsck")
    #expect(clean.succeeded, "\(clean.output)\(clean.errors)")
    try system.psql(
      """
      SET session_replication_role = replica;
      ALTER TABLE seats DISABLE TRIGGER ALL;
      UPDATE seats SET status = 'SOLD', hold_id = gen_random_uuid() WHERE event_id = 'demo' AND seat_id = (SELECT min(seat_id) FROM seats WHERE event_id = 'demo');
      """)
    let tampered = try system.verb("fsck")
    #expect(tampered.status == .exited(1), "\(tampered.output)")
    let json = try system.verb("fsck", "--json")
    let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    #expect((object?["findings"] as? [Any])?.isEmpty == false)
  }
}
