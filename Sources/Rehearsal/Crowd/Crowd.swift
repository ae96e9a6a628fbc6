import EventLoop
import HTTP
import HTTPWire
import Primitives

/// Drives one process' visitors over HTTP, each with cookies, a connection and an address of its own. Requests leave when they
/// are due, however long others take (open loop), and are measured from then on. Owner: one loop.
final class Crowd {
  private let loop: Loop
  private let plan: CrowdPlan
  private let client: HTTPClient
  private let host: [UInt8]
  private let context: VisitorContext
  private var guests: [Guest] = []
  private var queue = DueQueue()
  private var timer: LoopTimer?
  private var auditor: Auditor?
  private let onEnd: () -> Void
  /// Visitors who have not left.
  private(set) var present = 0
  private(set) var arrived = 0

  /// How long everybody may take to leave once the run is closed.
  static let closingLimit = Duration.seconds(20)

  var ledger: RunLedger { context.ledger }

  /// - Parameter onEnd: called once, when everybody has left and what was confirmed has been read again.
  init(
    loop: Loop, endpoint: Endpoint, plan: CrowdPlan, catalogue: SeatCatalogue, onEnd: @escaping () -> Void
  ) {
    self.loop = loop
    self.plan = plan
    self.onEnd = onEnd
    var limits = UpstreamLimits()
    limits.connectMilliseconds = 10_000
    client = HTTPClient(loop: loop, endpoint: endpoint, limits: limits)
    host = Array(plan.host.utf8)
    context = VisitorContext(manners: plan.manners, catalogue: catalogue, ledger: RunLedger(), now: loop.now)
  }

  /// Lets them come, from now on.
  func start() {
    let start = loop.now
    for number in plan.numbers {
      let random = plan.random(of: number)
      let robot = plan.robotKind(of: number)
      let visitor: any Visitor =
        robot?.make(random: random, tries: plan.manners.robotTries)
        ?? Shopper(random: random, manners: plan.manners)
      let due = start + plan.arrival(of: number)
      guests.append(Guest(number: number, isRobot: robot != nil, visitor: visitor, due: due))
      queue.push(DueQueue.Entry(due: due, guest: guests.count - 1, wait: 0))
    }
    present = guests.count
    timer = loop.addTimer(after: .zero, repeat: .milliseconds(1)) { [unowned self] in takeDue() }
    if present == 0 { everybodyLeft() }
  }

  /// Ends the run: who waits is asked to leave, who is about to pay finishes, and after a while everybody is gone.
  func close() {
    guard !context.isClosing, auditor == nil else { return }
    context.isClosing = true
    context.now = loop.now
    for (index, guest) in guests.enumerated() where !guest.hasLeft && guest.request == nil {
      guest.hasClosed = true
      perform(guest.visitor.close(context), index, due: context.now)
    }
    loop.addTimer(after: Crowd.closingLimit) { [weak self] in self?.cutOff() }
  }

  /// Lets go of every connection. The crowd is not to be used afterwards.
  func shutDown() {
    timer?.cancel()
    client.close()
  }

  private func cutOff() {
    guard auditor == nil else { return }
    for (index, guest) in guests.enumerated() where !guest.hasLeft { leave(index, .cutShort) }
  }

  private func takeDue() {
    let now = loop.now
    while let entry = queue.pop(due: now) {
      let guest = guests[entry.guest]
      guard guest.wait == entry.wait, !guest.hasLeft || auditor != nil, guest.request == nil else { continue }
      context.now = now
      let step: VisitorStep
      if guest.hasArrived {
        step = guest.visitor.wake(context)
      } else {
        guest.hasArrived = true
        arrived += 1
        step = guest.visitor.arrive(context)
      }
      perform(step, entry.guest, due: entry.due)
    }
  }

  private func perform(_ step: VisitorStep, _ index: Int, due: MonotonicInstant) {
    let guest = guests[index]
    switch step {
    case .send(let request): send(request, index, due: due)
    case .end(let end): leave(index, end)
    case .wait(let delay):
      if context.isClosing && !guest.hasClosed && auditor == nil {
        guest.hasClosed = true
        return perform(guest.visitor.close(context), index, due: context.now)
      }
      guest.wait += 1
      queue.push(DueQueue.Entry(due: context.now + delay, guest: index, wait: guest.wait))
    }
  }

  private func send(_ request: VisitorRequest, _ index: Int, due: MonotonicInstant) {
    let guest = guests[index]
    let connection = guest.connection ?? client.makeConnection(from: plan.source(of: guest.number))
    guest.connection = connection
    guest.request = request
    guest.due = due
    ledger.count(.requests)
    let form = RequestForm(request, room: plan.room, event: plan.event)
    var target = form.target
    target.withUTF8 { target in
      host.withUnsafeBytes { host in
        connection.request(
          form.method, target: ByteView(UnsafeRawBufferPointer(target)), host: ByteView(host),
          headers: { form.write(to: $0, cookies: guest.cookies) }, body: form.body
        ) { [weak self] result in self?.answered(result, form, index) }
      }
    }
  }

  private func answered(_ result: Result<HTTPClientResponse, UpstreamFault>, _ form: RequestForm, _ index: Int) {
    let guest = guests[index]
    guard let request = guest.request, !guest.hasLeft || auditor != nil else { return }
    context.now = loop.now
    let answer: VisitorAnswer
    switch result {
    case .failure(let fault): answer = .failed(Crowd.name(fault))
    case .success(let response):
      ledger.measured(guest.measure, context.now - guest.due)
      if form.usesCookies { guest.cookies.take(from: response.head) }
      answer = .response(AnswerReader.read(response, to: request))
    }
    guest.request = nil
    AnswerCheck.note(answer, to: request, context)
    perform(guest.visitor.receive(answer, context), index, due: context.now)
  }

  private func leave(_ index: Int, _ end: VisitorEnd?) {
    let guest = guests[index]
    guest.wait += 1
    guest.request = nil
    ledger.count(.connections, by: guest.connection?.connectionsOpened ?? 0)
    guest.connection?.close()
    guest.connection = nil
    if let auditor { return auditor.next() }
    guest.hasLeft = true
    if let end { ledger.ended(end) }
    present -= 1
    if present == 0 { everybodyLeft() }
  }

  /// Reads again what was confirmed, then ends.
  private func everybodyLeft() {
    let auditor = Auditor(count: guests.count) { [unowned self] index in
      context.now = loop.now
      perform(guests[index].visitor.audit(context), index, due: context.now)
    } onEnd: { [unowned self] in
      timer?.cancel()
      // Not from within a visitor's own step.
      loop.addTimer(after: .zero) { [weak self] in self?.onEnd() }
    }
    self.auditor = auditor
    loop.addTimer(after: .zero) { auditor.begin() }
  }

  private static func name(_ fault: UpstreamFault) -> String {
    switch fault {
    case .connect(.timedOut): "connect timed out"
    case .connect(.system(let error)): "connect: \(error)"
    case .overloaded: "overloaded"
    case .timedOut: "no answer in time"
    case .closed: "connection closed"
    case .malformedHead(let fault): "malformed head: \(fault)"
    case .malformedBody(let fault): "malformed body: \(fault)"
    case .tooManyInterimResponses: "too many interim responses"
    case .bodyTooLarge: "body too large"
    case .poolClosed: "closed"
    }
  }
}
