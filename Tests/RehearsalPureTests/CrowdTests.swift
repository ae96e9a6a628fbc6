import EventLoop
import HTTPWire
import Primitives
import TestKit
import Testing
import WaitingRoom

@testable import Rehearsal

@Suite struct CrowdTests {
  private var plan: CrowdPlan {
    CrowdPlan(
      endpoint: "127.0.0.1:8080", host: "127.0.0.1:8080", room: "demo", event: "demo", users: 1_000,
      robotsPerMillion: 100_000, process: 0, processes: 3, spike: .seconds(20),
      manners: Manners(seatsMax: 3, think: .milliseconds(1_500), payShare: 0.25, robotTries: 7, toleratesFaults: true),
      seed: .max)
  }

  @Test func `a plan survives the command line`() throws {
    #expect(try CrowdPlan(json: plan.json) == plan)
    #expect(throws: (any Error).self) { try CrowdPlan(json: "{}") }
    #expect(throws: (any Error).self) { try CrowdPlan(json: "x") }
    #expect(throws: (any Error).self) {
      try CrowdPlan(json: plan.json.replacing("\"process\":0", with: "\"process\":3"))
    }
  }

  @Test func `every visitor comes once, in one process, in his part of the spike, from a network of his own`() {
    var seen: Set<Int> = []
    var sources: Set<NetworkAddress> = []
    var robots: [RobotKind: Int] = [:]
    for process in 0..<3 {
      var plan = plan
      plan.process = process
      for number in plan.numbers {
        #expect(seen.insert(number).inserted)
        let arrival = plan.arrival(of: number)
        #expect(arrival >= .milliseconds(20 * number) && arrival < .milliseconds(20 * number + 20))
        if let source = plan.source(of: number) { sources.insert(source) }
        if let kind = plan.robotKind(of: number) { robots[kind, default: 0] += 1 }
      }
    }
    #expect(seen == Set(0..<1_000) && sources.count == 1_000 && sources.allSatisfy(\.isLoopback))
    #expect(robots.values.allSatisfy { $0 == 25 } && robots.count == 4)
    var remote = plan
    remote.endpoint = "192.0.2.1:80"
    #expect(remote.source(of: 1) == nil)
  }

  @Test func `the same seed gives the same crowd, however it is divided`() {
    var other = plan
    other.processes = 7
    for number in 0..<50 { #expect(plan.arrival(of: number) == other.arrival(of: number)) }
    other.seed = 1
    #expect((0..<50).contains { plan.arrival(of: $0) != other.arrival(of: $0) })
  }

  @Test(.seeded) func `who is due first comes out first`() {
    var random = SeededRandom(seed: TestSeed.current)
    var queue = DueQueue()
    var model: [UInt64] = []
    for step in 0..<5_000 {
      if random.next() % 3 > 0 {
        let due = random.next() % 1_000
        queue.push(.init(due: MonotonicInstant(nanoseconds: due), guest: step, wait: 0))
        model.append(due)
      } else {
        let now = random.next() % 1_200
        let expected = model.min().flatMap { $0 <= now ? $0 : nil }
        let found = queue.pop(due: MonotonicInstant(nanoseconds: now))
        if found?.due.nanoseconds != expected {
          Issue.record("\(String(describing: found)), not \(String(describing: expected))")
        }
        if let expected, let place = model.firstIndex(of: expected) { model.remove(at: place) }
      }
      if queue.count != model.count || queue.first?.nanoseconds != model.min() { Issue.record("step \(step)") }
    }
  }

  @Test func `cookies are kept, replaced and removed`() {
    var jar = CookieJar()
    func take(_ text: String) {
      let buffer = ByteBuffer()
      buffer.append(text)
      jar.take(buffer.readable)
    }
    func sent() -> String {
      let buffer = ByteBuffer()
      jar.write(to: HeaderWriter(buffer))
      return buffer.string
    }
    #expect(sent().isEmpty)
    take("a=1; Path=/; HttpOnly")
    take("b=x=y; Max-Age=60")
    take("a=2")
    #expect(sent() == "Cookie: a=2; b=x=y\r\n")
    take("a=; Max-Age=0; Path=/")
    take("c; Path=/")
    take("=d")
    #expect(sent() == "Cookie: b=x=y\r\n")
    take("b=; max-age=-1")
    #expect(jar.isEmpty)
    for index in 0..<100 { take("n\(index)=1") }
    #expect(sent().split(separator: ";").count == CookieJar.countMax)
  }

  @Test func `requests are what the contract asks for`() throws {
    func form(_ request: VisitorRequest) -> RequestForm { RequestForm(request, room: "r", event: "e") }
    #expect(form(.probe).target == "/shop/e/seats" && !form(.probe).usesCookies)
    #expect(form(.join(key: "k")).target == "/waiting-room/r/tickets" && form(.join(key: "k")).idempotencyKey == "k")
    #expect(!form(.joinAnew).usesCookies && !form(.claimWithoutTicket).usesCookies)
    #expect(form(.poll).method == .get && form(.poll).target == "/waiting-room/r/tickets/self")
    #expect(form(.leaveLine).method == .delete && form(.claim).target == "/waiting-room/r/passes")
    #expect(form(.look).target == "/events/e/availability" && form(.read(hold: "h")).target == "/bookings/h")
    #expect(form(.giveBack(hold: "h")).method == .delete)
    func body(_ request: VisitorRequest) -> String { String(decoding: form(request).body ?? [], as: UTF8.self) }
    #expect(body(.hold(.seats(["a", "b"]))) == #"{"event_id":"e","seat_ids":["a","b"]}"#)
    #expect(body(.hold(.best(2))) == #"{"event_id":"e","best_available":{"quantity":2}}"#)
    #expect(body(.hold(.places(3))) == #"{"event_id":"e","quantity":3}"#)
    #expect(body(.pay(hold: "h", method: "test_ok", key: "k")) == #"{"payment_method":"test_ok"}"#)
    let buffer = ByteBuffer()
    form(.holdForged(.best(1), pass: "forged")).write(to: HeaderWriter(buffer), cookies: CookieJar())
    #expect(
      buffer.string.contains("Usher-Pass: forged\r\n") && buffer.string.contains("Content-Type: application/json"))
  }

  @Test func `a ledger adds up from the lines of others`() throws {
    let one = RunLedger()
    one.count(.joins, by: 3)
    one.ended(.bought, by: 2)
    one.refused("429 rate_limited", by: 4)
    one.failed("connection closed")
    one.measured(.poll, .milliseconds(3))
    one.waited(.seconds(2))
    one.broken.note(.noServerFault, "x")
    for score in 0..<1_234 {
      one.turned(
        TurnRecord(
          key: OrderKey(epoch: 1, score: Int64(score)),
          lastWaitingAt: score % 2 == 0 ? nil : WallInstant(milliseconds: 5),
          firstAdmittedAt: WallInstant(milliseconds: Int64(score)), claimUntil: nil))
      one.gotPass("p\(score)")
      one.sold(.init(hold: "h\(score)", seats: ["s\(score)", "t"]))
    }
    one.sawRate(12_500_000)
    one.sawEpoch(3)
    let sum = RunLedger()
    for _ in 0..<2 {
      LedgerLines.write(one) { line in
        #expect(line.last == 0x0A && line.count < LineReader.lineBytesMax)
        do {
          let limits = JSONLimits(bytes: LineReader.lineBytesMax, depth: 8, values: 200_000)
          let object = try #require(try JSONReader.parse(line, limits: limits).objectValue)
          #expect(try LedgerLines.read(object, into: sum))
        } catch {
          Issue.record(error)
        }
      }
    }
    #expect(sum[.joins] == 6 && sum.ends == [.bought: 4] && sum.refusals == ["429 rate_limited": 8])
    #expect(sum.errors == ["connection closed": 2] && sum.latencies[.poll]?.count == 2 && sum.waits.count == 2)
    #expect(
      sum.turns == one.turns + one.turns && sum.sales == one.sales + one.sales
        && sum.passIDs == one.passIDs + one.passIDs)
    #expect(sum.rateMicroMax == 12_500_000 && sum.epochs == [3] && sum.broken.records[.noServerFault]?.count == 2)
    #expect(try !LedgerLines.read(JSONObject(), into: sum))
    for text in [
      #"{"type":"turns","records":[["x",1,2,3]]}"#, #"{"type":"summary"}"#, #"{"type":"latency","measure":"x"}"#,
    ] {
      let object = try #require(try JSONReader.parse(text).objectValue)
      #expect(throws: LedgerLines.Malformed.self) { try LedgerLines.read(object, into: sum) }
    }
  }

  @Test func `the crowd is spread so that no process runs out of descriptors`() {
    #expect(CrowdSize.processes(users: 20_000, descriptors: 20_000, cores: 2) == 4)
    #expect(CrowdSize.processes(users: 100, descriptors: 20_000, cores: 8) == 1)
    #expect(CrowdSize.processes(users: 1_000, descriptors: 20_000, cores: 8) == 8)
    #expect(CrowdSize.processes(users: 1_000, descriptors: 164, cores: 2) == 10)
  }
}
