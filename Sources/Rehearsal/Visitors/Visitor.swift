import Primitives

/// Somebody who comes to the sale, as a machine without sockets: events in, steps out.
protocol Visitor {
  /// Comes in.
  mutating func arrive(_ context: VisitorContext) -> VisitorStep
  /// Gets the answer to the request of the last step.
  mutating func receive(_ answer: VisitorAnswer, _ context: VisitorContext) -> VisitorStep
  /// Has waited as the last step said.
  mutating func wake(_ context: VisitorContext) -> VisitorStep
  /// The run ends while the visitor waits: a last courtesy, or the end.
  mutating func close(_ context: VisitorContext) -> VisitorStep
  /// Everybody has left: what is still to be checked, or the end.
  mutating func audit(_ context: VisitorContext) -> VisitorStep
}

extension Visitor {
  mutating func audit(_ context: VisitorContext) -> VisitorStep { .end(nil) }
}

/// What a visitor does next.
enum VisitorStep: Equatable {
  case send(VisitorRequest)
  case wait(Duration)
  /// Leaves; nil where the end was counted before.
  case end(VisitorEnd?)
}

/// What visitors know of the world around them. Owner: one loop.
final class VisitorContext {
  let manners: Manners
  let catalogue: SeatCatalogue
  let ledger: RunLedger
  var now: MonotonicInstant
  /// Nobody comes any more: finish what is begun.
  var isClosing = false

  init(manners: Manners, catalogue: SeatCatalogue, ledger: RunLedger, now: MonotonicInstant) {
    self.manners = manners
    self.catalogue = catalogue
    self.ledger = ledger
    self.now = now
  }
}

/// How the crowd behaves, on average.
struct Manners: Equatable {
  var seatsMax = 4
  var think = Duration.seconds(8)
  /// Of those who hold seats, how many pay.
  var payShare = 0.85
  /// How often a robot that joins again and again does so; the others misbehave in proportion.
  var robotTries = 100
  /// Servers are being killed meanwhile: then 5xx and lost connections are counted, and break no promise.
  var toleratesFaults = false
}

/// The seats of the event in the order in which availability lists them; empty for general admission.
struct SeatCatalogue: Equatable {
  var seats: [String] = []
  /// What one order may have.
  var seatsPerOrderMax = 4
}
