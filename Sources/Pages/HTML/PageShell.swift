import Primitives

/// What surrounds every page: head, skip link, header, main, footer.
struct PageShell {
  var language: Language
  /// Before " – Usher" in the title.
  var title: String
  /// What the page is called in CSS: `page-{name}`.
  var name: String
  /// Files under `pages/`, in order, besides `common.js`.
  var scripts: [String] = []
  /// Data blocks for the scripts.
  var data: HTML = .empty
  /// Reload without JavaScript after so many seconds.
  var refreshSeconds: Int?
  /// Under the header's name, as in the event's name.
  var trail: HTML = .empty

  func render(main: HTML, into buffer: ByteBuffer) {
    buffer.append(document(main).markup)
  }

  private func document(_ main: HTML) -> HTML {
    """
    <!doctype html>
    <html lang="\(language.code)" dir="\(language.direction)">
    \(head)\
    <body class="page page-\(name)">
    <a class="skip" href="#main">\(language(.skipToContent))</a>
    <header class="site-header">
    <div class="site-header-inner">
    <a class="brand" href="/shop">\(PageShell.mark)<span>Usher</span></a>\
    \(trail)
    </div>
    </header>
    <main id="main" tabindex="-1">
    \(main)\
    </main>
    <p id="announcer" class="visually-hidden" role="status"></p>
    <footer class="site-footer">
    <p>\(language(.footer))</p>
    </footer>
    \(data)\
    </body>
    </html>

    """
  }

  private var head: HTML {
    """
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(title) – Usher</title>
    <meta name="color-scheme" content="light dark">
    <link rel="icon" type="image/svg+xml" href="\(path: PageAssets.path("icon.svg"))">
    <link rel="stylesheet" href="\(path: PageAssets.path("usher.css"))">
    \(HTML.each(["common.js"] + scripts) { "<script src=\"\(path: PageAssets.path($0))\" defer></script>\n" })\
    \(refresh)\
    </head>

    """
  }

  private var refresh: HTML? {
    guard let refreshSeconds else { return nil }
    return "<noscript><meta http-equiv=\"refresh\" content=\"\(refreshSeconds)\"></noscript>\n"
  }

  /// The house's mark: a doorway with the light on.
  private static let mark: HTML = """
    <svg class="brand-mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false">\
    <path class="brand-door" d="M4 22V10a8 8 0 0 1 16 0v12z"/>\
    <path class="brand-light" d="M9 22V11a3 3 0 0 1 6 0v11z"/>\
    </svg>
    """
}
