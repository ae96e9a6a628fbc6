/// Stock in a word, with a shape beside the colour.
enum StockText {
  static func tag(_ hint: StockHint, _ language: Language) -> HTML? {
    switch hint {
    case .plenty: "<span class=\"tag tag-plenty\">\(language(.stockPlenty))</span>"
    case .few: "<span class=\"tag tag-few\">\(language(.stockFew))</span>"
    case .soldOut: "<span class=\"tag tag-none\">\(language(.stockNone))</span>"
    case .unknown: nil
    }
  }
}
