internal import Primitives

/// Decides which claims share a statement: what one loop turn brings goes together, and while the allowed number of
/// statements is under way, what comes waits for the next. Pure.
struct ClaimQueue<Waiting> {
  private let perStatementMax: Int
  private let statementsMax: Int
  private let waitingMax: Int
  private var waiting = RingBuffer<Waiting>()
  private(set) var statementsUnderWay = 0

  init(perStatementMax: Int, statementsMax: Int, waitingMax: Int) {
    precondition(perStatementMax >= 1 && statementsMax >= 1 && waitingMax >= 1)
    self.perStatementMax = perStatementMax
    self.statementsMax = statementsMax
    self.waitingMax = waitingMax
  }

  var count: Int { waiting.count }

  /// False if the queue is full.
  mutating func add(_ claim: Waiting) -> Bool {
    guard waiting.count < waitingMax else { return false }
    waiting.append(claim)
    return true
  }

  /// The claims of the next statement, which then counts as under way; nil if none may start.
  mutating func startStatement() -> [Waiting]? {
    guard statementsUnderWay < statementsMax, !waiting.isEmpty else { return nil }
    statementsUnderWay += 1
    var claims: [Waiting] = []
    while claims.count < perStatementMax, let claim = waiting.popFirst() { claims.append(claim) }
    return claims
  }

  mutating func endStatement() {
    precondition(statementsUnderWay > 0)
    statementsUnderWay -= 1
  }
}
