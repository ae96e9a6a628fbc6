import Primitives

/// What is in the basket, what it costs, and how long it is kept.
extension HoldPage {
  var basket: HTML {
    """
    <section class="card order" aria-labelledby="order-heading">
    <h2 id="order-heading">\(language(model.status == .confirmed ? .yourTickets : .yourOrder))</h2>
    \(countdown)\
    <ul class="order-items">
    \(HTML.each(model.items, item))\
    </ul>
    <p class="order-total"><span>\(language(.total))</span> <strong>\(model.total.text)</strong></p>
    \(if: model.status == .held, giveBack)\
    </section>

    """
  }

  private var countdown: HTML? {
    guard model.status == .held else { return nil }
    return """
      <p class="hold-until"><span>\(language(.keptFor))</span> \
      \(Countdown.element(until: model.expiresAt, now: model.now, id: "hold-countdown"))</p>

      """
  }

  private func item(_ item: HoldPageModel.Item) -> HTML {
    let price = Money(minorUnits: item.price.minorUnits * item.quantity, currency: item.price.currency)
    return """
      <li class="order-item"><span class="order-item-name">\(place(item))\
      <span class="order-item-tier">\(kind(item))</span></span><span class="price">\(price.text)</span></li>

      """
  }

  private func place(_ item: HoldPageModel.Item) -> String {
    guard let number = item.number else { return language(.places, count: item.quantity) }
    return language(.seatName, ["row": item.row ?? "", "number": number])
  }

  private func kind(_ item: HoldPageModel.Item) -> String {
    [item.section, item.tierName].compactMap(\.self).joined(separator: ", ")
  }

  private var giveBack: HTML {
    """
    <form class="give-back" id="give-back" method="post" action="/bookings/\(segment: model.holdID)/give-back">
    <button class="button button-quiet" type="submit">\(language(.giveBack))</button>
    </form>

    """
  }
}
