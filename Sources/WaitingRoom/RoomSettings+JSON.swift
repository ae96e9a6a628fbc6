public import Primitives

/// Settings as the admin API and PostgreSQL have them: an object in which everything may be missing.
extension RoomSettings {
  /// Reads a stored object; what is missing or null has its default. Unknown fields are faults.
  public init(json: JSONObject) throws(JSONFieldFault) {
    self.init()
    try merge(json)
  }

  /// Reads the text of an object.
  public init(text: String) throws(JSONFieldFault) {
    let value: JSONValue
    do throws(JSONFault) {
      value = try RoomSettings.parse(text)
    } catch {
      throw JSONFieldFault(path: "", message: "\(error)")
    }
    guard let object = value.objectValue else {
      throw JSONFieldFault(path: "", message: "expected an object, found \(value.kind)")
    }
    try self.init(json: object)
  }

  private static func parse(_ text: String) throws(JSONFault) -> JSONValue {
    let bytes = ByteBuffer(capacity: text.utf8.count)
    bytes.append(text)
    return try JSONReader.parse(bytes.readable)
  }

  /// Applies a merge patch (RFC 7396): what is missing stays, null goes back to the default. Changes nothing if it throws.
  public mutating func merge(_ patch: JSONObject) throws(JSONFieldFault) {
    var reader = SettingsReader(patch, self)
    try reader.readPace()
    try reader.readTimes()
    try reader.readTexts()
    try reader.fields.finish()
    let merged = reader.settings
    if !merged.ramp.isEmpty, merged.opensAt == nil { throw reader.fields.fault("ramp", "needs opens_at") }
    if let prequeue = merged.prequeueOpensAt, let opens = merged.opensAt, prequeue >= opens {
      throw reader.fields.fault("prequeue_opens_at", "must be before opens_at")
    }
    if let longest = merged.pollMaxSeconds, longest < merged.pollMinSeconds {
      throw reader.fields.fault("poll_max_seconds", "must not be under poll_min_seconds")
    }
    self = merged
  }

  /// Writes the fields, not the object around them. A default that follows from another setting is written as null.
  public func writeFields(to json: inout JSONWriter) {
    json.field("admit_rate", Double(admitRateMicro) / 1_000_000)
    writeRamp(to: &json)
    json.field("burst", burstMicro.map { Double($0) / 1_000_000 })
    json.field("max_active", maxActive)
    json.field("paused", isPaused)
    json.field("absent_after_seconds", absentAfterSeconds)
    json.field("claim_within_seconds", claimWithinSeconds)
    json.field("recover_for_seconds", recoverForSeconds)
    json.field("pass_lifetime_seconds", passLifetimeSeconds)
    json.field("ticket_lifetime_seconds", ticketLifetimeSeconds)
    json.field("poll_min_seconds", pollMinSeconds)
    json.field("poll_max_seconds", pollMaxSeconds)
    json.field("waiting_max", waitingMax)
    json.field("fail", failMode.rawValue)
    json.field("page_status", pageStatus)
    json.field("title", title)
    json.field("message", message)
    json.field("prequeue_opens_at", prequeueOpensAt)
    json.field("opens_at", opensAt)
  }

  private func writeRamp(to json: inout JSONWriter) {
    guard !ramp.isEmpty else { return json.nullField("ramp") }
    json.key("ramp")
    json.beginArray()
    for step in ramp {
      json.beginObject()
      json.field("after_seconds", step.afterSeconds)
      json.field("admit_rate", Double(step.admitRateMicro) / 1_000_000)
      json.endObject()
    }
    json.endArray()
  }

  /// The whole object as text, as PostgreSQL stores it.
  public var text: String {
    let buffer = ByteBuffer(capacity: 512)
    var json = JSONWriter(buffer)
    json.beginObject()
    writeFields(to: &json)
    json.endObject()
    return buffer.string
  }
}

/// Reads a patch over settings, field by field.
private struct SettingsReader {
  var fields: JSONFields
  var settings: RoomSettings
  private let standard = RoomSettings()

  init(_ patch: JSONObject, _ settings: RoomSettings) {
    fields = JSONFields(patch)
    self.settings = settings
  }

  private mutating func set<Value>(_ name: String, _ path: WritableKeyPath<RoomSettings, Value>, _ value: Value?) {
    if fields.has(name) { settings[keyPath: path] = value ?? standard[keyPath: path] }
  }

  private mutating func setOptional<Value>(
    _ name: String, _ path: WritableKeyPath<RoomSettings, Value?>, _ value: Value?
  ) {
    if fields.has(name) { settings[keyPath: path] = value }
  }

  mutating func readPace() throws(JSONFieldFault) {
    let rate = try fields.optionalFixedPoint("admit_rate", places: 6, in: 0...Int64(RoomSettings.admitRateMicroMax))
    set("admit_rate", \.admitRateMicro, rate.map { Int($0) })
    // Who sets a rate and says nothing of a ramp means the rate to hold.
    if fields.has("ramp") || fields.has("admit_rate") { settings.ramp = try readRamp() }
    let burst = try fields.optionalFixedPoint("burst", places: 6, in: 1_000_000...Int64(RoomSettings.burstMicroMax))
    setOptional("burst", \.burstMicro, burst.map { Int($0) })
    setOptional("max_active", \.maxActive, try fields.optionalInteger("max_active", in: 1...100_000_000))
    set("paused", \.isPaused, try fields.optionalBool("paused"))
    set("waiting_max", \.waitingMax, try fields.optionalInteger("waiting_max", in: 1...100_000_000))
  }

  private mutating func readRamp() throws(JSONFieldFault) -> [RampStep] {
    var steps: [RampStep] = []
    for var step in try fields.optionalList("ramp", countMax: RampStep.countMax) ?? [] {
      let after = try step.integer("after_seconds", in: 1...RampStep.afterSecondsMax)
      let rate = try step.fixedPoint("admit_rate", places: 6, in: 0...Int64(RoomSettings.admitRateMicroMax))
      try step.finish()
      if let last = steps.last, after <= last.afterSeconds {
        throw step.fault("after_seconds", "must be more than that of the step before")
      }
      steps.append(RampStep(afterSeconds: after, admitRateMicro: Int(rate)))
    }
    return steps
  }

  mutating func readTimes() throws(JSONFieldFault) {
    try seconds("absent_after_seconds", \.absentAfterSeconds, in: 60...86_400)
    try seconds("claim_within_seconds", \.claimWithinSeconds, in: 5...3_600)
    try seconds("recover_for_seconds", \.recoverForSeconds, in: 1...600)
    try seconds("pass_lifetime_seconds", \.passLifetimeSeconds, in: 30...86_400)
    try seconds("ticket_lifetime_seconds", \.ticketLifetimeSeconds, in: 300...2_592_000)
    try seconds("poll_min_seconds", \.pollMinSeconds, in: 1...600)
    setOptional("poll_max_seconds", \.pollMaxSeconds, try fields.optionalInteger("poll_max_seconds", in: 1...3_600))
  }

  private mutating func seconds(
    _ name: String, _ path: WritableKeyPath<RoomSettings, Int>, in range: ClosedRange<Int>
  ) throws(JSONFieldFault) {
    set(name, path, try fields.optionalInteger(name, in: range))
  }

  mutating func readTexts() throws(JSONFieldFault) {
    if let text = try fields.optionalString("fail") {
      guard let mode = RoomSettings.FailMode(rawValue: text) else {
        throw fields.fault("fail", "expected closed or open")
      }
      settings.failMode = mode
    } else {
      set("fail", \.failMode, nil)
    }
    let status = try fields.optionalInteger("page_status", in: 200...503)
    if let status, ![200, 202, 429, 503].contains(status) {
      throw fields.fault("page_status", "expected 200, 202, 429 or 503")
    }
    set("page_status", \.pageStatus, status)
    let title = try fields.optionalString("title", bytesMax: RoomSettings.titleBytesMax)
    if title?.isEmpty == true { throw fields.fault("title", "must not be empty; null is the event's name") }
    setOptional("title", \.title, title)
    setOptional("message", \.message, try fields.optionalString("message", bytesMax: RoomSettings.messageBytesMax))
    setOptional("prequeue_opens_at", \.prequeueOpensAt, try fields.optionalInstant("prequeue_opens_at"))
    setOptional("opens_at", \.opensAt, try fields.optionalInstant("opens_at"))
  }
}
