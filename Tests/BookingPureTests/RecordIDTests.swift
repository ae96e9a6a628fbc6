import Booking
import Primitives
import Testing

@Suite struct RecordIDTests {
  @Test func textAndBack() throws {
    var random = SeededRandom(seed: 7)
    for _ in 0..<1_000 {
      let id = RecordID(at: WallInstant(seconds: 1_767_225_600), using: &random)
      let text = id.description
      #expect(text.utf8.count == 36)
      #expect(text.dropFirst(14).first == "7", "version 7")
      #expect("89ab".contains(text.dropFirst(19).first ?? "?"), "the variant")
      #expect(RecordID(text) == id)
    }
  }

  @Test func laterIdsAreGreater() {
    var random = SeededRandom(seed: 8)
    let early = RecordID(at: WallInstant(milliseconds: 1_767_225_600_000), using: &random)
    let late = RecordID(at: WallInstant(milliseconds: 1_767_225_600_001), using: &random)
    #expect(early.description < late.description)
  }

  @Test(arguments: [
    "", "0", "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5", "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b6",
    "0190A1B2-C3D4-7E5F-8A9B-0C1D2E3F4A5B", "0190a1b2c3d4-7e5f-8a9b-0c1d2e3f4a5b-",
    "{190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5}", "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5g",
    "0190a1b2_c3d4_7e5f_8a9b_0c1d2e3f4a5b",
  ])
  func refusesOtherText(text: String) { #expect(RecordID(text) == nil) }
}
