/// A section in words.
enum SectionText {
  /// For links read on their own: "Section 101, from €45.00, 320 of 500 free".
  static func full(_ section: SectionSummary, _ language: Language) -> String {
    "\(section.name), \(language(.priceFrom, ["price": section.price.text])), \(free(section, language))"
  }

  /// "€45.00", or "€45.00 to €60.00" where not all seats cost the same.
  static func price(_ section: SectionSummary, _ language: Language) -> String {
    guard let dearest = section.dearestPrice else { return section.price.text }
    return language(.priceRange, ["low": section.price.text, "high": dearest.text])
  }

  static func free(_ section: SectionSummary, _ language: Language) -> String {
    guard let available = section.available else { return language(.freeUnknown) }
    if available <= 0 { return language(.stockNone) }
    return language(
      .freeOf, ["available": NumberText.grouped(available), "total": NumberText.grouped(section.total)])
  }
}

/// Where a section's seats are.
enum SectionLink {
  static func href(_ event: EventSummary, _ section: SectionSummary) -> HTML {
    "\(path: event.seatsPath)?section=\(segment: section.id)"
  }
}
