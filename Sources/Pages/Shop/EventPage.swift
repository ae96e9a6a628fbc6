import Primitives

/// `/shop/{event_id}`: venue, time, prices, and the way in.
public struct EventPage {
  let model: EventPageModel
  let language: Language

  public static func render(_ model: EventPageModel, language: Language = .english, into buffer: ByteBuffer) {
    let page = EventPage(model: model, language: language)
    PageShell(language: language, title: model.event.name, name: "event").render(main: page.main, into: buffer)
  }

  private var main: HTML {
    """
    <section class="hero hero-event" aria-labelledby="event-heading">
    \(EventArtwork.svg(seed: model.event.id))
    <div class="hero-body">
    \(StockText.tag(model.event.stock, language))
    <h1 id="event-heading">\(model.event.name)</h1>
    <p class="lead">\(DateText.element(model.event.startsAt, language))<br>\(model.event.venueName)</p>
    \(onSale)\
    \(action)\
    </div>
    </section>
    <div class="columns">
    <section class="card" aria-labelledby="prices-heading">
    <h2 id="prices-heading">\(language(.pricesHeading))</h2>
    <ul class="tiers">
    \(HTML.each(model.tiers, tier))\
    </ul>
    </section>
    <section class="card next" aria-labelledby="how-heading">
    <h2 id="how-heading">\(language(.howHeading))</h2>
    <ol class="steps">
    \(HTML.each(steps) { "<li>\($0)</li>\n" })\
    </ol>
    </section>
    </div>

    """
  }

  private func tier(_ tier: EventPageModel.Tier) -> HTML {
    """
    <li class="tier">\(Swatch.svg(tier.color))<span class="tier-name">\(tier.name)</span>\
    \(StockText.tag(tier.stock, language))<span class="price">\(tier.price.text)</span></li>

    """
  }

  private var isOnSale: Bool { model.event.onSaleAt.map { $0 <= model.now } ?? true }

  private var onSale: HTML? {
    guard !isOnSale, let at = model.event.onSaleAt else { return nil }
    return "<p class=\"opening\">\(language(.opensAt)) \(DateText.element(at, language, local: true))</p>\n"
  }

  private var action: HTML {
    if model.event.stock == .soldOut {
      return "<p class=\"actions\"><strong class=\"sold-out\">\(language(.eventSoldOut))</strong></p>\n"
    }
    let seats = model.event.seatsPath
    guard let room = model.event.room else {
      return "<p class=\"actions\"><a class=\"button button-primary\" href=\"\(path: seats)\">\(chooseText)</a></p>\n"
    }
    return """
      <form class="actions" method="post" action="\(path: "/waiting-room/\(room)/tickets")">
      <input type="hidden" name="return_to" value="\(path: seats)">
      <button class="button button-primary" type="submit">\(language(.joinLine))</button>
      <a class="button button-ghost" href="\(path: seats)">\(language(.alreadyIn))</a>
      </form>
      \(signIn)
      """
  }

  private var signIn: HTML? {
    model.signInPath.map {
      "<p class=\"hero-note\"><a href=\"\(path: $0)\">\(language(.signInLink))</a> \(language(.signInWhy))</p>\n"
    }
  }

  private var chooseText: String {
    language(model.event.admission == .reserved ? .chooseSeats : .chooseQuantity)
  }

  private var steps: [String] {
    let hold = model.holdMinutes.map { language(.minutes, count: $0) }
    var steps = model.event.room == nil ? [] : [language(.howJoin), language(.howWait)]
    steps.append(language(.howChoose, count: model.seatsPerOrderMax))
    steps.append(hold.map { language(.howPayWithin, ["hold": $0]) } ?? language(.howPay))
    return steps
  }
}
