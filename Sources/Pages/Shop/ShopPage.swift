import Primitives

/// `/shop`: the events on sale, as cards.
public struct ShopPage {
  let model: ShopPageModel
  let language: Language

  public static func render(_ model: ShopPageModel, language: Language = .english, into buffer: ByteBuffer) {
    let page = ShopPage(model: model, language: language)
    PageShell(language: language, title: language(.shopHeading), name: "shop").render(main: page.main, into: buffer)
  }

  private var main: HTML {
    """
    <div class="page-head">
    <h1>\(language(.shopHeading))</h1>
    <p class="page-lead">\(language(.shopLead))</p>
    </div>
    \(events)
    """
  }

  private var events: HTML {
    if model.events.isEmpty { return "<p class=\"empty\">\(language(.shopEmpty))</p>\n" }
    return """
      <ul class="event-cards">
      \(HTML.each(model.events, card))\
      </ul>

      """
  }

  private func card(_ event: EventSummary) -> HTML {
    """
    <li class="event-card">
    <div class="event-card-art">\(EventArtwork.svg(seed: event.id))</div>
    <div class="event-card-body">
    <h2><a href="\(path: event.path)">\(event.name)</a></h2>
    <p class="event-card-when">\(DateText.element(event.startsAt, language))</p>
    <p class="event-card-where">\(event.venueName)</p>
    <p class="event-card-foot">\(StockText.tag(event.stock, language))\(price(event))</p>
    </div>
    </li>

    """
  }

  private func price(_ event: EventSummary) -> HTML? {
    event.lowestPrice.map { "<span class=\"price\">\(language(.priceFrom, ["price": $0.text]))</span>" }
  }
}
