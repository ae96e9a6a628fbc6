/// One section's seats: checkboxes, row by row, that work as a plain form; the script adds arrow keys, the basket's sum and
/// fresh availability.
extension SeatMapPage {
  func sectionForm(_ seats: SectionSeats) -> HTML {
    """
    <form class="hold-form seat-form" id="seat-form" method="post" action="/bookings/hold" data-kind="seats">
    \(hiddenFields)\
    <input type="hidden" name="section" value="\(seats.section.id)">
    <section class="card seat-card" aria-labelledby="seats-heading">
    <div class="card-head">
    <h2 id="seats-heading">\(language(.seatsHeading))</h2>
    <p class="hint">\(SectionText.free(seats.section, language)). \(language(.seatsHint, count: model.seatsPerOrderMax))</p>
    </div>
    \(legend)\
    <div class="seat-scroll" role="region" aria-label="\(language(.seatsRegion))" tabindex="0">
    <p class="seat-front" aria-hidden="true"><span>\(model.landmark?.name ?? language(.front))</span></p>
    <div class="seat-rows" id="seat-rows">
    \(HTML.each(seats.rows) { row($0, in: seats.section) })\
    </div>
    </div>
    <p class="hint keys" hidden>\(language(.seatsKeys))</p>
    </section>
    \(basket)\
    </form>

    """
  }

  private var legend: HTML {
    """
    <ul class="legend" aria-label="\(language(.legendLabel))">
    <li><span class="key-seat"></span>\(language(.statusFree))</li>
    <li><span class="key-seat key-chosen"></span>\(language(.statusChosen))</li>
    <li><span class="key-seat key-held"></span>\(language(.statusHeld))</li>
    <li><span class="key-seat key-sold"></span>\(language(.statusSold))</li>
    </ul>
    <fieldset class="view-switch" hidden>
    <legend class="visually-hidden">\(language(.viewLabel))</legend>
    <label class="chip"><input type="radio" name="view" value="map" checked><span>\(language(.viewMap))</span></label>
    <label class="chip"><input type="radio" name="view" value="list"><span>\(language(.viewList))</span></label>
    </fieldset>

    """
  }

  private func row(_ row: SectionSeats.Row, in section: SectionSummary) -> HTML {
    """
    <div class="seat-row" role="group" aria-label="\(language(.rowName, ["row": row.name]))">
    <span class="seat-row-name" aria-hidden="true">\(row.name)</span>
    \(HTML.each(row.seats) { seat($0, in: row, of: section) })\
    </div>

    """
  }

  private func seat(_ seat: SectionSeats.Seat, in row: SectionSeats.Row, of section: SectionSummary) -> HTML {
    let price = seat.price ?? section.price
    let name = language(.seatName, ["row": row.name, "number": seat.number])
    return """
      <label class="seat seat-\(SeatMapPage.name(seat.status))"><input type="checkbox" name="seat_id" value="\(seat.id)" \
      data-price="\(price.minorUnits)"\(ordinal(seat))\(if: seat.status != .available, " disabled") \
      data-name="\(name)" aria-label="\(name), \(said(seat.status, price))">\
      <span class="seat-number" aria-hidden="true">\(seat.number)</span>\
      <span class="seat-words" aria-hidden="true">\(said(seat.status, price))</span></label>

      """
  }

  private func ordinal(_ seat: SectionSeats.Seat) -> HTML? {
    seat.ordinal.map { " data-ordinal=\"\($0)\"" }
  }

  private func said(_ status: SectionSeats.Status, _ price: Money) -> String {
    switch status {
    case .available: price.text
    case .held: language(.statusHeld)
    case .sold: language(.statusSold)
    }
  }

  private static func name(_ status: SectionSeats.Status) -> HTML {
    switch status {
    case .available: "free"
    case .held: "held"
    case .sold: "sold"
    }
  }

  private var basket: HTML {
    """
    <div class="basket">
    <div class="basket-inner">
    <p class="basket-text" id="basket-text" aria-live="polite">\(language(.basketPlain, count: model.seatsPerOrderMax))</p>
    <button class="button button-primary" id="hold-button" type="submit">\(language(.holdSeats))</button>
    </div>
    </div>

    """
  }
}
