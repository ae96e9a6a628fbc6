internal import BookingStore
internal import Crypto
internal import EventLoop
internal import Payments
internal import Telemetry
internal import Tokens

/// What the parts of the service share. Everything lives on one loop.
final class BookingContext {
  let loop: Loop
  let options: BookingServiceOptions
  let store: BookingStore
  let catalog: EventCatalog
  let provider: any PaymentProvider
  let identity: IdentityCheck
  let holdKeys: HoldKeys
  let metrics: BookingMetrics
  let log: StructuredLog
  /// Ids and keys come from here.
  var random = RandomPool()

  init(
    loop: Loop, options: BookingServiceOptions, store: BookingStore, provider: any PaymentProvider, keys: KeyRing,
    log: StructuredLog
  ) {
    self.loop = loop
    self.options = options
    self.store = store
    self.provider = provider
    self.log = log
    catalog = EventCatalog(loop: loop, store: store, lifetime: options.cacheLifetime)
    identity = IdentityCheck(keys: keys)
    holdKeys = HoldKeys(keys: keys, options: options)
    metrics = BookingMetrics()
  }
}
