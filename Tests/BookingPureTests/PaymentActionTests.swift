import Booking
import Primitives
import Testing

@Suite struct PaymentActionTests {
  static let reports: [ProviderReport] = [
    .authorized(reference: "r"), .captured, .declined(reason: "d"), .voided, .refunded, .unheardOf, .unknown,
  ]

  @Test func everyStateAndReport() {
    let expected: [PaymentStatus: [PaymentAction]] = [
      .authorizing: [
        .sell(reference: "r"), .sell(reference: ""), .decline(reason: "d"), .abandon(reason: "voided_by_provider"),
        .abandon(reason: "voided_by_provider"), .abandon(reason: "not_received"), .wait,
      ],
      .capturing: [
        .capture, .confirm, .captureFailed(reason: "d"), .captureFailed(reason: "voided_by_provider"),
        .captureFailed(reason: "voided_by_provider"), .captureFailed(reason: "not_received"), .wait,
      ],
      .voiding: [.void, .noteCaptured, .noteVoided, .noteVoided, .noteRefunded, .void, .wait],
      .refunding: [.refund, .refund, .noteRefunded, .noteRefunded, .noteRefunded, .noteRefunded, .wait],
      .captured: Array(repeating: .nothing, count: 7), .declined: Array(repeating: .nothing, count: 7),
      .voided: Array(repeating: .nothing, count: 7), .refunded: Array(repeating: .nothing, count: 7),
    ]
    for status in PaymentStatus.allCases {
      for (index, report) in PaymentActionTests.reports.enumerated() {
        let action = PaymentAction.next(status, report, isPastDeadline: false)
        #expect(action == expected[status]?[index], "\(status) after \(report)")
      }
    }
  }

  @Test func onlyTheDeadlineGivesUpWhatIsNotKnown() {
    for status in PaymentStatus.allCases {
      for report in PaymentActionTests.reports {
        let early = PaymentAction.next(status, report, isPastDeadline: false)
        let late = PaymentAction.next(status, report, isPastDeadline: true)
        if status == .authorizing, report == .unknown {
          #expect(late == .abandon(reason: "not_known_in_time"))
        } else {
          #expect(early == late, "\(status) after \(report)")
        }
      }
    }
  }

  /// A provider that loses requests and replies at random: however it goes, the payment comes to rest, and the money is
  /// where the order is.
  @Test(arguments: 0..<500) func everyRunComesToRest(seed: Int) {
    var random = SeededRandom(seed: UInt64(seed))
    var world = PaymentWorld(seed: UInt64(seed))
    world.authorize(&random)
    var rounds = 0
    while world.status.isUnderWay, rounds < 2_000 {
      world.round(isPastDeadline: rounds > 20, &random)
      rounds += 1
    }
    #expect(!world.status.isUnderWay, "after \(rounds) rounds: \(world.status), \(world.books)")
    #expect((world.status == .captured) == (world.books == .captured), "\(world.status), \(world.books)")
    #expect((world.status == .captured) == world.isConfirmed)
    if world.status != .captured { #expect(!world.areSeatsSold) }
  }
}

/// A payment, its seats, and the books of a provider that loses a third of all requests and replies.
private struct PaymentWorld {
  var status = PaymentStatus.authorizing
  var areSeatsSold = false
  var isConfirmed = false
  var books: ProviderReport = .unheardOf
  /// Whether the provider takes this card, and whether the seats are still there.
  let isDeclined: Bool
  let areSeatsLost: Bool

  init(seed: UInt64) {
    isDeclined = seed % 5 == 0
    areSeatsLost = seed % 7 == 0
  }

  private func isLost(_ random: inout SeededRandom) -> Bool { random.next() % 3 == 0 }

  /// One call: it may not arrive, or its reply may not.
  private mutating func call(_ random: inout SeededRandom, _ effect: (inout PaymentWorld) -> Void) -> ProviderReport {
    if isLost(&random) { return .unknown }
    effect(&self)
    return isLost(&random) ? .unknown : books
  }

  mutating func authorize(_ random: inout SeededRandom) {
    let report = call(&random) { world in
      if world.books == .unheardOf {
        world.books = world.isDeclined ? .declined(reason: "d") : .authorized(reference: "r")
      }
    }
    act(on: report, isPastDeadline: false, &random)
  }

  mutating func round(isPastDeadline: Bool, _ random: inout SeededRandom) {
    let report = call(&random) { _ in }
    act(on: report, isPastDeadline: isPastDeadline, &random)
  }

  private mutating func become(_ next: PaymentStatus) {
    #expect(status.mayBecome(next), "\(status) to \(next)")
    status = next
  }

  private mutating func act(on report: ProviderReport, isPastDeadline: Bool, _ random: inout SeededRandom) {
    switch PaymentAction.next(status, report, isPastDeadline: isPastDeadline) {
    case .sell:
      if areSeatsLost { return become(.voiding) }
      areSeatsSold = true
      become(.capturing)
    case .capture:
      _ = call(&random) { if case .authorized = $0.books { $0.books = .captured } }
    case .confirm:
      isConfirmed = true
      become(.captured)
    case .decline: become(.declined)
    case .abandon: become(.voiding)
    case .captureFailed:
      areSeatsSold = false
      become(.voiding)
    case .void:
      _ = call(&random) { world in
        switch world.books {
        case .authorized, .unheardOf: world.books = .voided
        default: break
        }
      }
    case .refund: _ = call(&random) { if $0.books == .captured { $0.books = .refunded } }
    case .noteVoided: become(.voided)
    case .noteCaptured: become(.refunding)
    case .noteRefunded: become(.refunded)
    case .wait, .nothing: break
    }
  }
}
