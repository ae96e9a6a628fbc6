/// How much of a section is free, in steps that the map shades and `pages/seats.js` knows too.
enum SectionLevel: String {
  case plenty
  case some
  case few
  case none
  case unknown

  init(_ section: SectionSummary) {
    guard let available = section.available, section.total > 0 else {
      self = .unknown
      return
    }
    if available <= 0 {
      self = .none
    } else if available * 10 < section.total {
      self = .few
    } else {
      self = available * 2 < section.total ? .some : .plenty
    }
  }
}
