import Booking
import Primitives
import Testing

@Suite struct BatcherTests {
  private static func cart(_ number: Int, pass: Int, user: Int, seats: Int, _ random: inout SeededRandom) -> Cart {
    Cart(
      id: RecordID(at: .epoch, using: &random), event: "e", user: "user-\(user)", pass: "pass-\(pass)", room: "e",
      wish: .seats((0..<seats).map { "\(number)-\($0)" }))
  }

  /// Random arrivals, batches that end in any order: compared with a plain list of who came when.
  @Test(arguments: 0..<200) func everyCartLeavesOnceAndInOrder(seed: Int) {
    var random = SeededRandom(seed: UInt64(seed))
    let limits = BatchLimits(
      cartsMax: Int.random(in: 1...6, using: &random), seatsMax: Int.random(in: 1...12, using: &random),
      batchesMax: Int.random(in: 1...3, using: &random), waitingMax: 40, waitingPerPassMax: 3)
    var batcher = Batcher<Int>(limits: limits)
    var arrived: [(number: Int, cart: Cart)] = []
    var left: [Int] = []
    var underWay: [[Batcher<Int>.Entry]] = []
    for step in 0..<400 {
      switch Int.random(in: 0..<3, using: &random) {
      case 0:
        let pass = Int.random(in: 0..<6, using: &random)
        // Two passes may be of one user.
        let cart = Self.cart(
          step, pass: pass, user: pass / 2, seats: Int.random(in: 1...8, using: &random), &random)
        let ofPass = arrived.filter { $0.cart.pass == cart.pass && !left.contains($0.number) }.count
        let busy = underWay.flatMap { $0 }.filter { $0.cart.pass == cart.pass }.count
        let refusal = batcher.enqueue(cart, step)
        #expect((refusal == .tooManyOfPass) == (ofPass + busy >= limits.waitingPerPassMax))
        if refusal == nil { arrived.append((step, cart)) }
      case 1:
        while let batch = batcher.next() {
          check(batch, underWay, limits)
          underWay.append(batch)
          left += batch.map(\.waiter)
        }
        #expect(underWay.count <= limits.batchesMax)
      default:
        guard let index = underWay.indices.randomElement(using: &random) else { continue }
        batcher.finished(underWay.remove(at: index))
      }
    }
    drain(&batcher, &underWay, &left)
    #expect(left.sorted() == arrived.map(\.number), "each exactly once")
    let byNumber = Dictionary(uniqueKeysWithValues: arrived.map { ($0.number, $0.cart) })
    for key in [\Cart.pass, \Cart.user] {
      for name in Set(arrived.map { $0.cart[keyPath: key] }) {
        let order = left.filter { byNumber[$0]?[keyPath: key] == name }
        #expect(order == order.sorted(), "\(name) was overtaken by himself")
      }
    }
    #expect(batcher.waitingCount == 0 && batcher.batchesUnderWay == 0)
  }

  private func check(_ batch: [Batcher<Int>.Entry], _ underWay: [[Batcher<Int>.Entry]], _ limits: BatchLimits) {
    #expect(!batch.isEmpty && batch.count <= limits.cartsMax)
    #expect(batch.count == 1 || batch.reduce(0) { $0 + $1.cart.seats.count } <= limits.seatsMax)
    let others = underWay.flatMap { $0 }.map(\.cart)
    let carts = batch.map(\.cart)
    #expect(Set(carts.map(\.pass)).count == carts.count && Set(carts.map(\.user)).count == carts.count)
    #expect(Set(carts.map(\.pass)).isDisjoint(with: others.map(\.pass)))
    #expect(Set(carts.map(\.user)).isDisjoint(with: others.map(\.user)))
    #expect(batch.map(\.waiter) == batch.map(\.waiter).sorted(), "in order of arrival")
  }

  private func drain(_ batcher: inout Batcher<Int>, _ underWay: inout [[Batcher<Int>.Entry]], _ left: inout [Int]) {
    while batcher.waitingCount > 0 || !underWay.isEmpty {
      while let batch = batcher.next() {
        underWay.append(batch)
        left += batch.map(\.waiter)
      }
      batcher.finished(underWay.removeFirst())
    }
  }

  @Test func refusesWhatGoesOverTheBound() {
    var random = SeededRandom(seed: 1)
    var batcher = Batcher<Int>(limits: BatchLimits(waitingMax: 3))
    for number in 0..<3 {
      #expect(batcher.enqueue(Self.cart(number, pass: number, user: number, seats: 1, &random), number) == nil)
    }
    #expect(batcher.enqueue(Self.cart(9, pass: 9, user: 9, seats: 1, &random), 9) == .overloaded)
    #expect(batcher.next()?.count == 3)
    #expect(batcher.enqueue(Self.cart(9, pass: 9, user: 9, seats: 1, &random), 9) == nil)
  }

  @Test func aCartLargerThanABatchGoesAlone() {
    var random = SeededRandom(seed: 2)
    var batcher = Batcher<Int>(limits: BatchLimits(seatsMax: 4))
    #expect(batcher.enqueue(Self.cart(1, pass: 1, user: 1, seats: 8, &random), 1) == nil)
    #expect(batcher.enqueue(Self.cart(2, pass: 2, user: 2, seats: 1, &random), 2) == nil)
    #expect(batcher.next()?.map(\.waiter) == [1])
    #expect(batcher.next()?.map(\.waiter) == [2])
  }

  /// A statement costs something whatever is in it: beside one under way the next waits until it is a quarter as large, but
  /// no longer than until that one ends.
  @Test func theNextBatchGrowsWhileOneIsUnderWay() {
    var random = SeededRandom(seed: 3)
    var batcher = Batcher<Int>(limits: BatchLimits(batchesMax: 2))
    func enqueue(_ numbers: Range<Int>) {
      for number in numbers {
        #expect(batcher.enqueue(Self.cart(number, pass: number, user: number, seats: 1, &random), number) == nil)
      }
    }
    enqueue(0..<8)
    let first = batcher.next()
    #expect(first?.count == 8)
    enqueue(8..<9)
    #expect(batcher.next()?.count == nil)
    enqueue(9..<10)
    #expect(batcher.next()?.count == 2)
    enqueue(10..<20)
    #expect(batcher.next()?.count == nil, "two are under way")
    batcher.finished(first ?? [])
    #expect(batcher.next()?.count == 10)
  }
}
