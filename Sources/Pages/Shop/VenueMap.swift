/// The overview of a venue: every section a link, its shade the share of it that is free. The list beside it says the same
/// in words, so nobody needs the picture.
struct VenueMap {
  let model: SeatMapPageModel
  let language: Language

  /// Nil when no section has an outline.
  var svg: HTML? {
    let drawn = model.sections.filter { $0.outline.count > 2 }
    guard let bounds = MapBounds(drawn.flatMap(\.outline) + (model.landmark?.outline ?? [])) else { return nil }
    let margin = max(bounds.width, bounds.height) * 0.02
    let size = labelSize(drawn)
    return """
      <svg class="venue-map" id="venue-map" role="group" aria-label="\(language(.mapLabel))" \
      viewBox="\(number(bounds.minX - margin)) \(number(bounds.minY - margin)) \
      \(number(bounds.width + 2 * margin)) \(number(bounds.height + 2 * margin))">
      \(landmark(labelSize: size))\
      \(HTML.each(drawn) { section($0, labelSize: size) })\
      </svg>

      """
  }

  private func landmark(labelSize: Double) -> HTML? {
    guard let landmark = model.landmark, let bounds = MapBounds(landmark.outline) else { return nil }
    let size = min(bounds.width / Double(max(4, landmark.name.count)), labelSize * 1.5)
    return """
      <g aria-hidden="true"><polygon class="landmark" points="\(points(landmark.outline))"/>\
      \(label(landmark.name, at: bounds.middle, size: size, "landmark-label"))</g>

      """
  }

  private func section(_ section: SectionSummary, labelSize: Double) -> HTML {
    """
    <a class="map-section map-\(SectionLevel(section).rawValue)" data-section="\(section.id)" \
    href="\(SectionLink.href(model.event, section))" aria-label="\(SectionText.full(section, language))">\
    <polygon points="\(points(section.outline))"/>\
    \(label(section.id, at: MapBounds(section.outline)?.middle, size: labelSize, "map-label"))</a>

    """
  }

  private func label(_ text: String, at point: MapPoint?, size: Double, _ name: HTML) -> HTML? {
    guard let point else { return nil }
    return """
      <text class="\(name)" x="\(number(point.x))" y="\(number(point.y))" font-size="\(number(size))" \
      text-anchor="middle" dominant-baseline="central" aria-hidden="true">\(text)</text>
      """
  }

  /// One size for all labels: what fits into the tightest section, judged by its area, for sections lie at any angle.
  private func labelSize(_ drawn: [SectionSummary]) -> Double {
    let sizes = drawn.map { section in
      SectionOutline.area(section.outline).squareRoot() / Double(max(2, section.id.count))
    }
    return max(0.5, sizes.min() ?? 1)
  }

  private func points(_ outline: [MapPoint]) -> HTML {
    HTML.each(outline) { "\(number($0.x)),\(number($0.y)) " }
  }

  /// A coordinate with at most two decimals: the map's file stays small.
  private func number(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let whole = abs(hundredths) / 100
    let rest = abs(hundredths) % 100
    let sign = hundredths < 0 ? "-" : ""
    if rest == 0 { return "\(sign)\(whole)" }
    return "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
  }
}
