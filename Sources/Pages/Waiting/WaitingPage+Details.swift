import Primitives

/// Below the hero: the operator's word, the figures, what happens next, and the way out.
extension WaitingPage {
  var notices: HTML {
    """
    \(if: model.message != nil, callout("operator", messageHeading, model.message ?? ""))\
    \(if: isAllHeld && model.state.hasPlace, callout("stock", language(.stockHeldHeading), language(.stockHeld)))\
    <p class="callout callout-connection" id="connection" hidden></p>

    """
  }

  private var messageHeading: String { language(model.isMessageOfPace ? .paceChanged : .operatorMessage) }

  /// Everything is in others' baskets: the line goes on, for some of it may come back.
  var isAllHeld: Bool {
    guard let stock = model.stock else { return false }
    return stock.free == 0 && stock.held > 0
  }

  private func callout(_ kind: String, _ heading: String, _ text: String) -> HTML {
    """
    <section class="callout callout-\(kind)" aria-label="\(heading)">
    <p class="callout-heading">\(heading)</p>
    <p>\(text)</p>
    </section>

    """
  }

  var facts: HTML? {
    switch model.state {
    case .waiting, .paused:
      return """
        <dl class="facts">
        \(fact(.ahead, "ahead", model.ahead.map(NumberText.grouped) ?? "–"))\
        \(fact(.estimatedWait, "estimate", estimate))\
        \(if: model.queueLength != nil, fact(.queueLength, "queue-length", NumberText.grouped(model.queueLength ?? 0)))\
        </dl>

        """
    case .prequeue, .join:
      guard let length = model.queueLength else { return nil }
      return "<dl class=\"facts\">\n\(fact(.queueLength, "queue-length", NumberText.grouped(length)))</dl>\n"
    default: return nil
    }
  }

  private func fact(_ name: Phrase, _ id: String, _ value: String) -> HTML {
    "<div class=\"fact\"><dt>\(language(name))</dt><dd id=\"\(id)\">\(value)</dd></div>\n"
  }

  private var estimate: String {
    guard model.state == .waiting, let estimate = model.estimate else { return language(.estimateUnknown) }
    return estimate.text(language)
  }

  var next: HTML? {
    let steps: [Phrase]
    switch model.state {
    case .join: steps = [.nextJoin1, .nextJoin2, .nextJoin3]
    case .prequeue: steps = [.nextKeepOpen, .nextAway, model.order == .lottery ? .nextDrawn : .nextOpening]
    case .waiting, .paused: steps = [.nextKeepOpen, .nextAway, .nextTurn]
    case .recovering, .error: steps = [.nextSafe, .nextLooksAgain]
    default: return nil
    }
    return """
      <section class="card next" aria-labelledby="next-heading">
      <h2 id="next-heading">\(language(.nextHeading))</h2>
      <ol class="steps">
      \(HTML.each(steps) { "<li>\(language($0))</li>\n" })\
      </ol>
      </section>

      """
  }

  var footer: HTML {
    """
    <div class="line-footer">
    \(updated)\
    \(if: model.state.isPending || model.state == .admitted, refreshLink)\
    \(if: model.state.hasPlace, leave)\
    </div>

    """
  }

  private var updated: HTML? {
    guard let updatedAt = model.updatedAt else { return nil }
    return """
      <p class="updated">\(language(.updatedAt)) <time id="updated" datetime="\(updatedAt.rfc3339)" data-local="clock">\
      \(DateText.clock(updatedAt))</time></p>

      """
  }

  private var refreshLink: HTML {
    "<p class=\"no-script\"><a href=\"\(path: pagePath)\">\(language(.updateNow))</a></p>\n"
  }

  /// This page by itself, wherever it is shown in place of.
  private var pagePath: String {
    let query: HTML = "\(segment: returnTo)"
    return "\(base)?return_to=\(query.markup)"
  }

  private var leave: HTML {
    """
    <details class="leave">
    <summary>\(language(.leaveLine))</summary>
    <form id="leave" method="post" action="\(path: base + "/tickets/self/leave")">
    <input type="hidden" name="return_to" value="\(path: returnTo)">
    <p>\(language(.leaveWarning))</p>
    <button class="button button-quiet" type="submit">\(language(.leaveConfirm))</button>
    </form>
    </details>

    """
  }
}
