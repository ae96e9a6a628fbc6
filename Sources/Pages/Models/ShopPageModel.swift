/// `/shop`: what is on sale. The same bytes for everyone: no cookie, cacheable.
public struct ShopPageModel: Sendable {
  public var events: [EventSummary]

  public init(events: [EventSummary]) { self.events = events }
}
