import Primitives
import Testing
import WaitingRoom

@Suite struct RoomSettingsTests {
  static func object(_ text: String) throws -> JSONObject {
    let bytes = ByteBuffer()
    bytes.append(text)
    return try #require(try JSONReader.parse(bytes.readable).objectValue)
  }

  static func merged(_ patch: String, into settings: RoomSettings = RoomSettings()) throws -> RoomSettings {
    var settings = settings
    try settings.merge(object(patch))
    return settings
  }

  @Test func whatIsMissingHasItsDefault() throws {
    #expect(try RoomSettings(text: "{}") == RoomSettings())
    #expect(RoomSettings().burstMicro(atRate: 50_000_000) == 5_000_000, "a tenth of a second at 50 a second")
    #expect(RoomSettings().effectivePollMaxSeconds == 100)
  }

  @Test func settingsReadBackAsWritten() throws {
    let text = """
      {"admit_rate":12.5,"ramp":[{"after_seconds":600,"admit_rate":400}],"burst":3,"max_active":400,"paused":true,\
      "absent_after_seconds":90,"claim_within_seconds":60,\
      "recover_for_seconds":20,"pass_lifetime_seconds":600,"ticket_lifetime_seconds":3600,"poll_min_seconds":2,\
      "poll_max_seconds":30,"waiting_max":1000,"fail":"open","page_status":429,"title":"Gala","message":"Soon \\u003c b",\
      "prequeue_opens_at":"2026-01-02T03:04:05.000Z","opens_at":"2026-01-02T04:04:05.000Z"}
      """
    let settings = try RoomSettings(text: text)
    #expect(settings.admitRateMicro == 12_500_000 && settings.burstMicro == 3_000_000 && settings.message == "Soon < b")
    #expect(settings.text == text)
    #expect(try RoomSettings(text: RoomSettings().text) == RoomSettings())
  }

  @Test func decimalsAreExact() throws {
    for (text, micro) in [
      ("0", 0), ("0.000001", 1), ("0.1", 100_000), ("33.333333", 33_333_333), ("1e5", 100_000_000_000),
    ] {
      let settings = try RoomSettingsTests.merged("{\"admit_rate\":\(text)}")
      #expect(settings.admitRateMicro == micro)
      #expect(try RoomSettings(text: settings.text).admitRateMicro == micro)
    }
  }

  @Test func aPatchChangesWhatItNamesAndNullGoesBackToTheDefault() throws {
    var settings = try RoomSettingsTests.merged(
      "{\"admit_rate\":7,\"message\":\"a\",\"max_active\":3,\"fail\":\"open\"}")
    settings = try RoomSettingsTests.merged("{\"paused\":true}", into: settings)
    #expect(settings.admitRateMicro == 7_000_000 && settings.isPaused && settings.message == "a")
    settings = try RoomSettingsTests.merged(
      "{\"admit_rate\":null,\"message\":null,\"max_active\":null,\"fail\":null,\"paused\":null}", into: settings)
    #expect(settings == RoomSettings())
  }

  static let ramp =
    "{\"admit_rate\":50,\"opens_at\":\"2026-01-01T00:00:00Z\",\"ramp\":[{\"after_seconds\":600,\"admit_rate\":400},"
    + "{\"after_seconds\":1200,\"admit_rate\":0.5}]}"

  @Test func aRampIsStoredAndARateAloneEndsIt() throws {
    let settings = try RoomSettingsTests.merged(RoomSettingsTests.ramp)
    #expect(settings.ramp.map(\.afterSeconds) == [600, 1_200])
    #expect(try RoomSettings(text: settings.text) == settings)
    let opening = try #require(settings.opensAt)
    for (seconds, rate) in [(-1, 50), (0, 50), (599, 50), (600, 400), (1_199, 400)] {
      #expect(settings.admitRateMicro(at: opening + Int64(seconds) * 1_000_000) == rate * 1_000_000)
    }
    #expect(settings.admitRateMicro(at: opening + 1_200_000_000) == 500_000)
    #expect(try RoomSettingsTests.merged("{\"paused\":true}", into: settings).ramp == settings.ramp)
    #expect(try RoomSettingsTests.merged("{\"admit_rate\":7}", into: settings).ramp.isEmpty)
    #expect(try RoomSettingsTests.merged("{\"ramp\":null}", into: settings).ramp.isEmpty)
  }

  @Test func aScheduleIsIntegrated() throws {
    let settings = try RoomSettingsTests.merged(RoomSettingsTests.ramp)
    let pace = AdmissionPace(settings)
    let opening = try #require(settings.opensAt)
    #expect(pace.seconds(toAdmit: 30_000, from: opening) == 600)
    #expect(pace.seconds(toAdmit: 34_000, from: opening) == 610)
    #expect(pace.seconds(toAdmit: 400, from: opening + 1_199_000_000) == 1)
    #expect(pace.seconds(toAdmit: 401, from: opening + 1_199_000_000) == 3)
    var bucket = PermitBucket(at: opening.microseconds)
    pace.accrue(&bucket, to: opening.microseconds + 601_000_000, stands: false)
    #expect(bucket.wholePeople == 40, "the burst of the rate that holds now")
  }

  @Test(arguments: [
    ("{\"ramp\":[{\"after_seconds\":5,\"admit_rate\":1}]}", "ramp"),
    ("{\"ramp\":[{\"after_seconds\":0,\"admit_rate\":1}]}", "ramp[0].after_seconds"),
    (
      "{\"ramp\":[{\"after_seconds\":5,\"admit_rate\":1},{\"after_seconds\":5,\"admit_rate\":2}]}",
      "ramp[1].after_seconds"
    ),
    ("{\"ramp\":[{\"after_seconds\":5}]}", "ramp[0].admit_rate"),
    ("{\"admit_rate\":-1}", "admit_rate"), ("{\"title\":\"\"}", "title"),
    ("{\"admit_rate\":0.0000001}", "admit_rate"),
    ("{\"admit_rate\":100001}", "admit_rate"), ("{\"admit_rate\":\"5\"}", "admit_rate"), ("{\"burst\":0.5}", "burst"),
    ("{\"burst\":9001}", "burst"), ("{\"max_active\":0}", "max_active"), ("{\"paused\":1}", "paused"),
    ("{\"absent_after_seconds\":59}", "absent_after_seconds"), ("{\"fail\":\"maybe\"}", "fail"),
    ("{\"page_status\":404}", "page_status"), ("{\"opens_at\":\"tomorrow\"}", "opens_at"),
    ("{\"admitrate\":1}", "admitrate"), ("{\"poll_min_seconds\":20,\"poll_max_seconds\":10}", "poll_max_seconds"),
    ("{\"prequeue_opens_at\":\"2026-01-02T03:04:05Z\",\"opens_at\":\"2026-01-02T03:04:05Z\"}", "prequeue_opens_at"),
  ])
  func faultsAreNamedAndChangeNothing(patch: String, path: String) throws {
    var settings = RoomSettings()
    let object = try RoomSettingsTests.object(patch)
    let fault = #expect(throws: JSONFieldFault.self) { try settings.merge(object) }
    #expect(fault?.path == path)
    #expect(settings == RoomSettings())
  }

  @Test func otherTextsAreRefused() {
    for text in ["", "[]", "3", "{", "{\"admit_rate\":1,\"admit_rate\":2}"] {
      #expect(throws: JSONFieldFault.self) { try RoomSettings(text: text) }
    }
  }

  @Test func theBurstStaysWithinTheScriptsArithmetic() throws {
    let fastest = try RoomSettingsTests.merged("{\"admit_rate\":100000}")
    #expect(fastest.burstMicro(atRate: fastest.admitRateMicro) == RoomSettings.burstMicroMax)
    #expect(fastest.burstMicro(atRate: fastest.admitRateMicro) * 1_000_000 < 1 << 53)
    #expect(RoomSettings().burstMicro(atRate: 500_000) == 1_000_000)
  }
}
