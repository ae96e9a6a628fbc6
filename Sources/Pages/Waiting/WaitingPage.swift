import Primitives

/// The room's page in every state. It says all it knows without JavaScript; the script keeps it up to date.
public struct WaitingPage {
  let model: WaitingPageModel
  let language: Language

  /// Appends the whole document. Cost: some 10 kB of markup; no I/O.
  public static func render(_ model: WaitingPageModel, language: Language = .english, into buffer: ByteBuffer) {
    WaitingPage(model: model, language: language).shell(into: buffer)
  }

  private func shell(into buffer: ByteBuffer) {
    let shell = PageShell(
      language: language, title: title, name: "waiting", scripts: ["waiting.js"], data: data,
      refreshSeconds: model.state.isPending ? refreshSeconds : nil)
    shell.render(main: main, into: buffer)
  }

  private var main: HTML {
    """
    <div id="line" class="line" data-state="\(model.state.rawValue)">
    \(hero)\
    \(notices)\
    \(facts)\
    \(next)\
    \(footer)\
    </div>

    """
  }

  /// Without JavaScript the page looks again on its own: not as often as the script, never slower than half a minute.
  private var refreshSeconds: Int { min(30, max(5, (model.pollAfterMilliseconds + 999) / 1_000)) }

  private var title: String {
    var title = heading
    if model.state == .waiting, let position = model.position {
      title = language(.titlePosition, ["position": NumberText.grouped(position)])
    }
    return model.title.map { "\(title) – \($0)" } ?? title
  }

  /// Where to go with a pass, made safe.
  var returnTo: String { SitePath.isSafe(model.returnTo) ? model.returnTo : "/shop" }

  /// `/waiting-room/{room}` and below; room ids need no escaping.
  var base: String { "/waiting-room/\(model.room)" }

  /// What the script has to know.
  private var data: HTML {
    HTML.data(id: "usher-data") { writer in
      writer.field("room", model.room)
      writer.field("state", model.state.rawValue)
      writer.field("return_to", returnTo)
      writer.field("title", model.title)
      writer.field("ticket_id", model.ticketID)
      writer.field("ahead", model.ahead)
      writer.field("message", model.message)
      writer.field("is_all_held", isAllHeld)
      writer.field("progress_start", progressStart)
      writer.field("poll_after_ms", model.pollAfterMilliseconds)
      language.write(WaitingPage.scriptPhrases, to: &writer)
    }
  }

  static let scriptPhrases: [Phrase] = [
    .waitUnderAMinute, .waitAbout, .waitRange, .waitRangeMinutes, .minutes, .hours, .estimateUnknown,
    .positionUnknown, .titlePosition, .announcePosition, .announceOffline, .announceBusy, .announceOnline, .updatedAt,
    .claiming, .titleYourTurn, .stockHeld,
  ]
}
