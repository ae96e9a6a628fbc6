/// The sections: best available first, then the map, then the list that says the same.
extension SeatMapPage {
  var overview: HTML {
    """
    <div class="columns columns-map">
    <div class="column">
    \(bestAvailable)\
    </div>
    <section class="card map-card" aria-labelledby="map-heading">
    <h2 id="map-heading">\(language(.mapHeading))</h2>
    \(map)\
    \(list)\
    </section>
    </div>

    """
  }

  private var bestAvailable: HTML {
    """
    <section class="card best" aria-labelledby="best-heading">
    <h2 id="best-heading">\(language(.bestHeading))</h2>
    <p class="hint">\(language(.bestHint))</p>
    <form class="hold-form" method="post" action="/bookings/hold" data-kind="best">
    \(hiddenFields)\
    <input type="hidden" name="best_available" value="1">
    \(quantity)\
    <div class="field">
    <label for="best-section">\(language(.bestSection))</label>
    <select id="best-section" name="section">
    <option value="">\(language(.anySection))</option>
    \(HTML.each(model.sections.filter { $0.available != 0 }, option))\
    </select>
    </div>
    <p class="actions"><button class="button button-primary" type="submit">\(language(.findSeats))</button></p>
    </form>
    </section>

    """
  }

  private func option(_ section: SectionSummary) -> HTML {
    "<option value=\"\(section.id)\">\(section.name), \(language(.priceFrom, ["price": section.price.text]))</option>\n"
  }

  /// A choice of how many: buttons for a few, a number field for many.
  var quantity: HTML {
    let most = max(1, model.seatsPerOrderMax)
    if most > 12 {
      return """
        <div class="field">
        <label for="quantity">\(language(.howMany))</label>
        <input id="quantity" name="quantity" type="number" inputmode="numeric" min="1" max="\(most)" value="2" required>
        </div>

        """
    }
    return """
      <fieldset class="chips">
      <legend>\(language(.howMany))</legend>
      \(HTML.each(1...most) { quantityChip($0, isChecked: $0 == min(2, most)) })\
      </fieldset>

      """
  }

  private func quantityChip(_ count: Int, isChecked: Bool) -> HTML {
    """
    <label class="chip"><input type="radio" name="quantity" value="\(count)"\(if: isChecked, " checked")>\
    <span>\(count)</span></label>

    """
  }

  private var map: HTML? {
    guard let svg = VenueMap(model: model, language: language).svg else { return nil }
    return """
      <p class="hint"><a class="skip-map" href="#sections">\(language(.skipMap))</a></p>
      <div class="map-frame">
      \(svg)\
      </div>
      <ul class="legend" aria-label="\(language(.legendLabel))">
      <li><span class="key key-plenty"></span>\(language(.legendPlenty))</li>
      <li><span class="key key-some"></span>\(language(.legendSome))</li>
      <li><span class="key key-few"></span>\(language(.legendFew))</li>
      <li><span class="key key-none"></span>\(language(.legendNone))</li>
      </ul>
      <p class="hint"><a href="\(path: "/events/\(model.event.id)/seatmap.svg")">\(language(.fullMap))</a></p>

      """
  }

  /// Grouped by price class, dearest order as given.
  private var list: HTML {
    var names: [String] = []
    for section in model.sections where !names.contains(section.tierName) { names.append(section.tierName) }
    return """
      <h3 id="sections" tabindex="-1">\(language(.listHeading))</h3>
      \(HTML.each(names) { group($0, isOpen: $0 == names.first || names.count == 1) })\

      """
  }

  private func group(_ tierName: String, isOpen: Bool) -> HTML {
    let sections = model.sections.filter { $0.tierName == tierName }
    let counts = sections.map(\.available)
    let free = counts.contains(nil) ? nil : counts.reduce(0) { $0 + ($1 ?? 0) }
    return """
      <details class="section-group"\(if: isOpen, " open")>
      <summary>\(Swatch.svg(sections.first?.tierColor))<span class="tier-name">\(tierName)</span>\
      <span class="section-group-free">\(free.map { language(.freeCount, count: $0) } ?? "")</span></summary>
      <ul class="section-list">
      \(HTML.each(sections, row))\
      </ul>
      </details>

      """
  }

  private func row(_ section: SectionSummary) -> HTML {
    """
    <li><a class="section-link" href="\(SectionLink.href(model.event, section))" data-section="\(section.id)" \
    data-total="\(section.total)" data-price="\(section.price.text)"\(ordinal(section))\(free(section))>\
    <span class="section-name">\(section.name)</span>\
    <span class="section-free">\(SectionText.free(section, language))</span>\
    <span class="price">\(SectionText.price(section, language))</span></a></li>

    """
  }

  private func free(_ section: SectionSummary) -> HTML? {
    section.available.map { " data-free=\"\($0)\"" }
  }

  private func ordinal(_ section: SectionSummary) -> HTML? {
    section.firstOrdinal.map { " data-ordinal=\"\($0)\"" }
  }
}
