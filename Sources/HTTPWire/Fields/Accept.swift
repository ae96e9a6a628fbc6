import Primitives

/// What a client says it would like to get (RFC 9110 §12.5.1).
public struct Accept {
  private let head: MessageHead

  public init(_ head: MessageHead) { self.head = head }

  /// True if the client likes HTML better than JSON: a browser that navigates does, a script, `curl` and `fetch` don't.
  public var prefersHTML: Bool {
    let html = quality(type: "text", subtype: "html")
    return html > 0 && html > quality(type: "application", subtype: "json")
  }

  /// True if the client takes JSON, or says nothing.
  public var acceptsJSON: Bool { quality(type: "application", subtype: "json") > 0 }

  public var acceptsEventStream: Bool { quality(type: "text", subtype: "event-stream") > 0 }

  /// How much the client likes a media type, in thousandths; 1000 where there is no `Accept`. The most specific range that
  /// matches decides; what is malformed is passed over.
  public func quality(type: StaticString, subtype: StaticString) -> Int {
    var hasAccept = false
    var bestSpecificity = -1
    var quality = 0
    head.forEach(named: "accept") { line in
      hasAccept = true
      ListValue.forEachElement(of: line) { element in
        guard let range = MediaRange(element) else { return }
        let specificity = range.specificity(type: type, subtype: subtype)
        if specificity > bestSpecificity {
          bestSpecificity = specificity
          quality = range.quality
        }
      }
    }
    return hasAccept ? quality : 1_000
  }
}
