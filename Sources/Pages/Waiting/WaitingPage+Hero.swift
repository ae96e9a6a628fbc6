import Primitives

/// The dark panel on top: the state in words, the place in numbers, and the one thing to do.
extension WaitingPage {
  var hero: HTML {
    """
    <section class="hero hero-\(tone)" aria-labelledby="state-heading">
    \(EventArtwork.svg(seed: model.room))
    <div class="hero-body">
    <p class="badge">\(badge)</p>
    <h1 id="state-heading">\(heading)</h1>
    <p class="lead">\(lead)</p>
    \(place)\
    \(opening)\
    \(action)\
    </div>
    </section>

    """
  }

  private var place: HTML? {
    switch model.state {
    case .waiting, .paused, .prequeue: break
    default: return nil
    }
    guard model.position != nil || model.state != .prequeue else { return nil }
    return """
      <div class="place">
      <p class="place-label" id="position-label">\(language(.yourPosition))</p>
      <p class="place-number" id="position">\(model.position.map(NumberText.grouped) ?? language(.positionUnknown))</p>
      \(progress)\
      </div>

      """
  }

  /// How many were before this visitor when the line began, as far as it is known.
  var progressStart: Int? {
    guard let ahead = model.ahead, let admitted = model.admittedTotal, ahead + admitted > 0 else { return nil }
    return ahead + admitted
  }

  private var progress: HTML {
    let start = progressStart ?? 0
    let done = start - (model.ahead ?? 0)
    return """
      <div class="progress" id="progress-box"\(if: start == 0, " hidden")>
      <label for="progress">\(language(.progressLabel))</label>
      <progress id="progress" max="\(max(start, 1))" value="\(max(done, 0))">\(start > 0 ? done * 100 / start : 0)%</progress>
      <div class="progress-ends" aria-hidden="true"><span>\(language(.progressStart))</span>\
      <span>\(language(.progressEnd))</span></div>
      </div>

      """
  }

  private var opening: HTML? {
    guard model.state == .prequeue || model.state == .join, let opensAt = model.opensAt, opensAt > model.now else {
      return nil
    }
    return """
      <p class="opening">\(language(.opensAt)) \(DateText.element(opensAt, language, local: true)) \
      <span class="opening-in">(\(Countdown.element(until: opensAt, now: model.now)))</span></p>

      """
  }

  private var action: HTML? {
    switch model.state {
    case .admitted: claim
    case .join, .turnExpired, .left, .unknownTicket: join
    case .closed, .soldOut:
      "<p class=\"actions\"><a class=\"button button-primary\" href=\"/shop\">\(language(.backToShop))</a></p>\n"
    case .prequeue, .waiting, .paused, .recovering, .error: nil
    }
  }

  private var join: HTML {
    """
    <form class="actions" method="post" action="\(path: base + "/tickets")">
    <input type="hidden" name="return_to" value="\(path: returnTo)">
    <button class="button button-primary" type="submit">\(language(model.state == .join ? .joinLine : .joinAgain))</button>
    </form>

    """
  }

  private var claim: HTML {
    """
    <form class="actions" id="claim" method="post" action="\(path: base + "/passes")">
    <input type="hidden" name="return_to" value="\(path: returnTo)">
    <button class="button button-primary" type="submit">\(language(.goIn))</button>
    \(claimUntil)\
    </form>

    """
  }

  private var claimUntil: HTML? {
    guard let expiresAt = model.expiresAt else { return nil }
    return """
      <p class="claim-until">\(language(.claimUntil)) \(Countdown.element(until: expiresAt, now: model.now))</p>

      """
  }
}
