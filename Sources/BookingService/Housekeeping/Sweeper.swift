internal import Booking
internal import BookingStore
internal import EventLoop
internal import Primitives
internal import Telemetry

/// Ends lapsed holds, so that their seats show as free, and forgets old answers. Nothing depends on it: lapsed holds count
/// for nothing anyway.
final class Sweeper {
  private let context: BookingContext
  private var timer: LoopTimer?
  private var isSweeping = false

  init(context: BookingContext) { self.context = context }

  func start() {
    timer = context.loop.addTimer(after: .zero, repeat: context.options.sweepInterval) { [unowned self] in
      sweep()
      context.store.forgetAnswers(max: 5_000) { _ in }
    }
  }

  func stop() {
    timer?.cancel()
    timer = nil
  }

  private func sweep() {
    guard !isSweeping, context.store.isReady else { return }
    isSweeping = true
    context.store.sweep(max: context.options.sweepHoldsMax) { [weak self] result in
      guard let self else { return }
      isSweeping = false
      switch result {
      case .success(let count):
        context.metrics.sweptHolds.increment(by: UInt64(count))
        // A full statement: there may be more.
        if count == context.options.sweepHoldsMax { sweep() }
      case .failure(let fault):
        context.log.log(.warning, "sweep_failed", at: context.loop.wallNow) { $0.field("reason", "\(fault)") }
      }
    }
  }
}
