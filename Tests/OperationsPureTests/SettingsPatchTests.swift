import Configuration
import Testing

@testable import Operations

@Suite struct SettingsPatchTests {
  @Test func wordsBecomeJSON() throws {
    #expect(try SettingsPatch(["admit_rate=200.5", "paused=true"]).json == #"{"admit_rate":200.5,"paused":true}"#)
    #expect(try SettingsPatch(["message=Back at noon"]).json == #"{"message":"Back at noon"}"#)
    #expect(try SettingsPatch(["message=a=b \"c\""]).json == #"{"message":"a=b \"c\""}"#)
    #expect(try SettingsPatch(["message=", "burst=null"]).json == #"{"message":null,"burst":null}"#)
    #expect(try SettingsPatch(["message=[1]"]).json == #"{"message":"[1]"}"#)
    #expect(try SettingsPatch([#"ramp=[{"after_seconds":60}]"#]).json == #"{"ramp":[{"after_seconds":60}]}"#)
    #expect(try SettingsPatch(["message=\"5\""]).json == #"{"message":"5"}"#)
  }

  @Test(arguments: [["admit_rate"], ["=5"], ["a=1", "a=2"]])
  func otherWordsAreRefused(words: [String]) {
    let fault = #expect(throws: CommandFault.self) { try SettingsPatch(words) }
    #expect(fault?.exitCode == .usage)
  }

  @Test func aFilesRoomSaysAllButWhatOperatorsSet() throws {
    var room = RoomConfiguration(id: "demo")
    room.admitRateMicros = 12_500_000
    room.claimWithin = .milliseconds(9_001)
    let json = try SettingsPatch(room).json
    #expect(json.contains(#""admit_rate":12.5"#) && json.contains(#""claim_within_seconds":10"#))
    #expect(json.contains(#""max_active":null"#) && !json.contains("paused") && !json.contains("waiting_max"))
  }
}
