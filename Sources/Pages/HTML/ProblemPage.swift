import Primitives

/// An error, said so that a buyer knows what to do next.
public struct ProblemPage {
  let model: ProblemPageModel
  let language: Language

  public static func render(_ model: ProblemPageModel, language: Language = .english, into buffer: ByteBuffer) {
    let page = ProblemPage(model: model, language: language)
    let (heading, lead) = page.words
    let main: HTML = """
      <div class="problem">
      <p class="problem-status" aria-hidden="true">\(model.status)</p>
      <h1>\(language(heading))</h1>
      <p class="page-lead">\(language(lead))</p>
      \(page.retry)\
      <p class="actions"><a class="button button-primary" href="\(path: model.backPath ?? "/shop")">\
      \(language(model.backPath == nil ? .backToShop : .goBack))</a></p>
      <p class="problem-facts">\(language(.problemCode)) <code>\(model.code)</code>\(page.request)</p>
      </div>

      """
    PageShell(language: language, title: language(heading), name: "problem").render(main: main, into: buffer)
  }

  private var retry: HTML? {
    guard let seconds = model.retryAfterSeconds, seconds > 0 else { return nil }
    return "<p>\(language(.problemRetry, ["wait": language(.seconds, count: seconds)]))</p>\n"
  }

  private var request: HTML? {
    model.requestID.map { ", \(language(.problemRequest)) <code>\($0)</code>" }
  }

  private var words: (Phrase, Phrase) {
    switch (model.code, model.status) {
    case ("rate_limited", _): (.problemRateHeading, .problemRateLead)
    case ("cross_site", _): (.problemCrossSiteHeading, .problemCrossSiteLead)
    case ("denied", _): (.problemDeniedHeading, .problemDeniedLead)
    case ("pass_required", _), ("waiting_room_required", _): (.problemPassHeading, .problemPassLead)
    case ("invalid_assertion", _): (.problemAssertionHeading, .problemAssertionLead)
    case ("hold_expired", _): (.expiredHeading, .expiredLead)
    case (_, 404): (.problemNotFoundHeading, .problemNotFoundLead)
    case (_, 410): (.problemGoneHeading, .problemGoneLead)
    case (_, 500...599): (.problemServerHeading, .problemServerLead)
    default: (.problemHeading, .problemLead)
    }
  }
}
