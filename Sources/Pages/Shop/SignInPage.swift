import Primitives

/// `/shop/{event_id}/sign-in`: the demo shop's way to know its visitors.
public struct SignInPage {
  let model: SignInPageModel
  let language: Language

  public static func render(_ model: SignInPageModel, language: Language = .english, into buffer: ByteBuffer) {
    let page = SignInPage(model: model, language: language)
    PageShell(language: language, title: "\(page.heading) – \(model.event.name)", name: "sign-in")
      .render(main: page.main, into: buffer)
  }

  private var heading: String {
    switch model.step {
    case .asking: language(.signInHeading)
    case .signedIn(let name, _): language(.signedInHeading, ["name": name])
    }
  }

  private var main: HTML {
    switch model.step {
    case .asking(let name, let isBad): ask(name, isBad)
    case .signedIn(_, let assertion): join(assertion)
    }
  }

  private func ask(_ name: String, _ isBad: Bool) -> HTML {
    """
    \(head(language(.signInLead)))\
    \(if: isBad, bad)\
    <form class="card sign-in" method="post" action="\(path: model.event.signInPath)">
    <p class="field"><label for="name">\(language(.signInName))</label>
    <input type="text" id="name" name="name" value="\(name)" required maxlength="128" autocomplete="nickname" \
    autocapitalize="none" spellcheck="false" aria-describedby="name-hint"\(if: isBad, " aria-invalid=\"true\"")></p>
    <p class="hint" id="name-hint">\(language(.signInHint))</p>
    <p class="actions"><button class="button button-primary" type="submit">\(language(.signInButton))</button></p>
    </form>
    <p><a href="\(path: model.event.path)">\(language(.backToEvent))</a></p>

    """
  }

  private func join(_ assertion: String) -> HTML {
    """
    \(head(language(.signedInLead, ["title": model.event.name])))\
    <form class="actions" method="post" action="\(path: "/waiting-room/\(model.room)/tickets")">
    <input type="hidden" name="return_to" value="\(path: model.event.seatsPath)">
    <input type="hidden" name="usher_assertion" value="\(assertion)">
    <button class="button button-primary" type="submit">\(language(.joinLine))</button>
    <a class="button button-quiet" href="\(path: model.event.signInPath)">\(language(.signInOther))</a>
    </form>
    <p class="hint">\(language(.signedInUntil))</p>

    """
  }

  private func head(_ lead: String) -> HTML {
    """
    <div class="page-head">
    <h1>\(heading)</h1>
    <p class="page-lead">\(lead)</p>
    </div>

    """
  }

  private var bad: HTML {
    """
    <div class="callout callout-notice" id="notice" role="alert" tabindex="-1">
    <p>\(language(.signInBadName))</p>
    </div>

    """
  }
}
