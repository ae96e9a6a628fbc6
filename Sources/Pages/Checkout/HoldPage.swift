import Primitives

/// `GET /bookings/{hold_id}` as a page: the basket with its countdown and payment, then the confirmation, or why it ended.
public struct HoldPage {
  let model: HoldPageModel
  let language: Language

  public static func render(_ model: HoldPageModel, language: Language = .english, into buffer: ByteBuffer) {
    let page = HoldPage(model: model, language: language)
    let shell = PageShell(
      language: language, title: "\(page.heading) – \(model.event.name)", name: "checkout",
      scripts: page.isOpen ? ["checkout.js"] : [], data: page.data,
      refreshSeconds: model.status == .paymentPending ? 5 : nil)
    shell.render(main: page.main, into: buffer)
  }

  private var isOpen: Bool { model.status == .held || model.status == .paymentPending }

  private var heading: String {
    switch model.status {
    case .held: language(.checkoutHeading)
    case .paymentPending: language(.pendingHeading)
    case .confirmed: language(.confirmedHeading)
    case .released: language(.releasedHeading)
    case .expired: language(.expiredHeading)
    }
  }

  private var main: HTML {
    switch model.status {
    case .held, .paymentPending: checkout
    case .confirmed: confirmation
    case .released, .expired: ended
    }
  }

  private var checkout: HTML {
    """
    <div class="page-head">
    <h1>\(heading)</h1>
    <p class="page-lead">\(model.event.name), \(model.event.venueName), \(DateText.element(model.event.startsAt, language))</p>
    </div>
    \(NoticeText.callout(model.notice, language))\
    <p class="callout callout-connection" id="connection" hidden></p>
    <div class="columns columns-checkout" id="checkout" data-status="\(model.status.rawValue)">
    \(model.status == .held ? pay : pending)\
    \(basket)\
    </div>

    """
  }

  private var confirmation: HTML {
    """
    <section class="hero hero-go hero-confirmed" aria-labelledby="confirmed-heading">
    \(EventArtwork.svg(seed: model.event.id))
    <div class="hero-body">
    <p class="badge">\(language(.badgeConfirmed))</p>
    <h1 id="confirmed-heading">\(heading)</h1>
    <p class="lead">\(model.event.name)<br>\(DateText.element(model.event.startsAt, language))<br>\
    \(model.event.venueName)</p>
    \(ticket)\
    </div>
    </section>
    \(basket)\
    <p class="reference">\(language(.reference)) <code>\(model.holdID)</code></p>
    <p><a href="/shop">\(language(.backToShop))</a></p>

    """
  }

  private var ticket: HTML? {
    guard let path = model.ticketPath else { return nil }
    return """
      <p class="actions"><a class="button button-primary" href="\(path: path)">\(language(.downloadTicket))</a></p>

      """
  }

  private var ended: HTML {
    """
    <div class="page-head">
    <h1>\(heading)</h1>
    <p class="page-lead">\(language(model.status == .expired ? .expiredLead : .releasedLead))</p>
    </div>
    \(NoticeText.callout(model.notice, language))\
    <p class="actions"><a class="button button-primary" href="\(path: model.event.path)">\(language(.backToEvent))</a></p>

    """
  }

  private var data: HTML {
    guard isOpen else { return .empty }
    return HTML.data(id: "usher-data") { writer in
      writer.field("hold_id", model.holdID)
      writer.field("status", model.status.rawValue)
      language.write(HoldPage.scriptPhrases, to: &writer)
    }
  }

  static let scriptPhrases: [Phrase] = [
    .paying, .noticeDeclined, .noticePaymentUnknown, .noticePaymentInProgress, .noticeTryAgain, .noticeSlowDown,
    .announceOffline, .countdownLeft, .minutes, .seconds, .expiredHeading,
  ]
}
