/// A dot in a price class's colour: decoration beside its name.
enum Swatch {
  static func svg(_ color: String?) -> HTML? {
    guard let color else { return nil }
    return """
      <svg class="swatch" viewBox="0 0 12 12" aria-hidden="true" focusable="false">\
      <circle cx="6" cy="6" r="5.5" fill="\(color)"/></svg>
      """
  }
}
