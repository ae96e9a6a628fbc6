/// General admission: how many places.
extension SeatMapPage {
  var generalAdmission: HTML {
    let isSoldOut = model.available == 0
    return """
      <section class="card general" aria-labelledby="general-heading">
      <h2 id="general-heading">\(language(.generalHeading))</h2>
      <ul class="tiers">
      \(HTML.each(model.tiers, tier))\
      </ul>
      <p class="hint">\(stock)</p>
      \(if: isSoldOut, "<p class=\"sold-out\">\(language(.eventSoldOut))</p>\n")\
      \(if: !isSoldOut, generalForm)\
      </section>

      """
  }

  private var stock: String {
    guard let available = model.available else { return language(.freeUnknown) }
    return language(.freePlaces, count: available)
  }

  private func tier(_ tier: EventPageModel.Tier) -> HTML {
    """
    <li class="tier">\(Swatch.svg(tier.color))<span class="tier-name">\(tier.name)</span>\
    <span class="price">\(tier.price.text)</span></li>

    """
  }

  private var generalForm: HTML {
    """
    <form class="hold-form" method="post" action="/bookings/hold" data-kind="general">
    \(hiddenFields)\
    \(quantity)\
    <p class="actions"><button class="button button-primary" type="submit">\(language(.holdPlaces))</button></p>
    </form>

    """
  }
}
