import Primitives

/// A plan as the argument of a process.
extension CrowdPlan {
  var json: String {
    var writer = JSONWriter(ByteBuffer(capacity: 512))
    writer.beginObject()
    writer.field("endpoint", endpoint)
    writer.field("host", host)
    writer.field("room", room)
    writer.field("event", event)
    writer.field("users", users)
    writer.field("robots_per_million", robotsPerMillion)
    writer.field("process", process)
    writer.field("processes", processes)
    writer.field("spike_ms", Int(spike.milliseconds))
    writer.field("seats_max", manners.seatsMax)
    writer.field("think_ms", Int(manners.think.milliseconds))
    writer.field("pay_per_million", Int((manners.payShare * 1e6).rounded()))
    writer.field("robot_tries", manners.robotTries)
    writer.field("tolerates_faults", manners.toleratesFaults)
    writer.field("seed", String(seed))
    writer.endObject()
    return writer.buffer.string
  }

  enum Fault: Error, CustomStringConvertible {
    case json(JSONFault)
    case field(JSONFieldFault)

    var description: String {
      switch self {
      case .json(let fault): fault.description
      case .field(let fault): fault.description
      }
    }
  }

  init(json text: String) throws(Fault) {
    let value: JSONValue
    do { value = try JSONReader.parse(text) } catch { throw .json(error) }
    do { self = try CrowdPlan.read(value) } catch { throw .field(error) }
  }

  private static func read(_ value: JSONValue) throws(JSONFieldFault) -> CrowdPlan {
    var fields = try JSONFields(value)
    let day = 0...86_400_000
    let seed = try fields.string("seed")
    guard let seed = UInt64(seed) else { throw fields.fault("seed", "expected a number") }
    let users = try fields.integer("users", in: 1...10_000_000)
    let processes = try fields.integer("processes", in: 1...1_024)
    let plan = CrowdPlan(
      endpoint: try fields.string("endpoint"), host: try fields.string("host"), room: try fields.string("room"),
      event: try fields.string("event"), users: users,
      robotsPerMillion: try fields.integer("robots_per_million", in: 0...1_000_000),
      process: try fields.integer("process", in: 0...processes - 1), processes: processes,
      spike: .milliseconds(try fields.integer("spike_ms", in: day)),
      manners: Manners(
        seatsMax: try fields.integer("seats_max", in: 1...100),
        think: .milliseconds(try fields.integer("think_ms", in: day)),
        payShare: Double(try fields.integer("pay_per_million", in: 0...1_000_000)) / 1e6,
        robotTries: try fields.integer("robot_tries", in: 1...1_000_000),
        toleratesFaults: try fields.bool("tolerates_faults")),
      seed: seed)
    try fields.finish()
    return plan
  }
}
