import Primitives

/// Dates as people read them, in UTC; scripts turn those marked so into the reader's own time.
enum DateText {
  /// "Saturday 18 July 2026, 19:30 UTC".
  static func long(_ instant: WallInstant, _ language: Language) -> String {
    let civil = CivilTime(instant)
    let weekday = language(.weekdays).split(separator: " ")[civil.weekday]
    let month = language(.months).split(separator: " ")[civil.month - 1]
    return "\(weekday) \(civil.day) \(month) \(civil.year), \(time(civil)) UTC"
  }

  /// "19:30:05 UTC".
  static func clock(_ instant: WallInstant) -> String {
    let civil = CivilTime(instant)
    return "\(time(civil)):\(two(civil.second)) UTC"
  }

  /// A `<time>` with the long text; with `local` the script writes it in the reader's time zone.
  static func element(_ instant: WallInstant, _ language: Language, local: Bool = false) -> HTML {
    """
    <time datetime="\(instant.rfc3339)"\(if: local, " data-local=\"long\"")>\(long(instant, language))</time>
    """
  }

  private static func time(_ civil: CivilTime) -> String { "\(two(civil.hour)):\(two(civil.minute))" }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
