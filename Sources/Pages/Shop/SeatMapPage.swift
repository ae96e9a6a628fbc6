import Primitives

/// `/shop/{event_id}/seats`: the overview of sections, one section's seats, or a quantity for general admission.
public struct SeatMapPage {
  let model: SeatMapPageModel
  let language: Language

  /// Appends the document. Cost: some 200 bytes a section on the overview, 250 bytes a seat in a section.
  public static func render(_ model: SeatMapPageModel, language: Language = .english, into buffer: ByteBuffer) {
    let page = SeatMapPage(model: model, language: language)
    let shell = PageShell(
      language: language, title: "\(page.heading) – \(model.event.name)", name: "seats", scripts: ["seats.js"],
      data: page.data)
    shell.render(main: page.main, into: buffer)
  }

  private var heading: String {
    if let seats = model.sectionSeats { return seats.section.name }
    return language(model.event.admission == .reserved ? .chooseSeats : .chooseQuantity)
  }

  private var main: HTML {
    """
    <div class="page-head">
    \(crumbs)\
    <h1>\(heading)</h1>
    <p class="page-lead">\(if: model.sectionSeats == nil, "\(model.event.name), ")\(model.event.venueName), \
    \(DateText.element(model.event.startsAt, language))</p>
    \(passUntil)\
    </div>
    \(NoticeText.callout(model.notice, language))\
    \(basketLink)\
    \(if: model.isStale, "<p class=\"callout callout-stale\">\(language(.staleStock))</p>\n")\
    \(choice)
    """
  }

  private var crumbs: HTML {
    let name: HTML = "<a href=\"\(path: model.event.path)\">\(model.event.name)</a>"
    return """
      <nav class="crumbs" aria-label="\(language(.crumbsLabel))">
      <ol><li><a href="/shop">\(language(.shopHeading))</a></li><li>\(name)</li>\
      \(if: model.sectionSeats != nil, "<li><a href=\"\(path: model.event.seatsPath)\">\(language(.allSections))</a></li>")\
      </ol>
      </nav>

      """
  }

  private var passUntil: HTML? {
    guard let until = model.passExpiresAt, until > model.now else { return nil }
    return """
      <p class="pass-until">\(language(.passUntil)) \(Countdown.element(until: until, now: model.now, id: "pass-countdown"))</p>

      """
  }

  private var basketLink: HTML? {
    guard let path = model.basketPath else { return nil }
    return """
      <p class="callout callout-basket">\(language(.basketKept)) \
      <a href="\(path: path)">\(language(.goToBasket))</a></p>

      """
  }

  private var choice: HTML {
    if model.event.admission == .general { return generalAdmission }
    if let seats = model.sectionSeats { return sectionForm(seats) }
    return overview
  }

  /// What every form that asks for a hold sends.
  var hiddenFields: HTML {
    """
    <input type="hidden" name="event_id" value="\(model.event.id)">
    <input type="hidden" name="idempotency_key" value="\(model.idempotencyKey)">

    """
  }

  private var data: HTML {
    HTML.data(id: "usher-data") { writer in
      writer.field("event_id", model.event.id)
      writer.field("section", model.sectionSeats?.section.id)
      writer.field("seats_per_order_max", model.seatsPerOrderMax)
      writer.field("seats_path", model.event.seatsPath)
      writer.field("currency", currency)
      language.write(SeatMapPage.scriptPhrases, to: &writer)
    }
  }

  private var currency: String? {
    (model.sections.first?.price ?? model.tiers.first?.price ?? model.event.lowestPrice)?.currency
  }

  static let scriptPhrases: [Phrase] = [
    .basketEmpty, .basketSeats, .basketTotal, .noticeSeatsTaken, .noticeTheseSeatsTaken, .noticeLimit, .noticeNoBlock,
    .noticeOrphanSeat,
    .noticeSoldOut, .noticeContended, .noticeNotOnSale, .noticeTryAgain, .noticeNothingChosen, .holding,
    .statusHeld, .statusSold, .freeOf, .priceFrom, .stockNone, .noticePassEnded, .noticeSlowDown, .seatLost,
    .noticeOneOrder, .noticeOtherHold, .goToBasket, .passEndsSoon, .announceOffline,
  ]
}
