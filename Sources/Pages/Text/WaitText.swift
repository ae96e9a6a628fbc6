/// Waits and times as people say them. `pages/common.js` says them the same way; the browser test compares the two.
enum WaitText {
  /// A range of waits: "less than a minute", "about 5 minutes", "4 to 7 minutes", "about 1 hour 30 minutes".
  static func range(_ estimate: WaitingPageModel.Estimate, _ language: Language) -> String {
    let low = rounded(minutes: (estimate.p50Seconds + 59) / 60)
    let high = rounded(minutes: (max(estimate.p50Seconds, estimate.p90Seconds) + 59) / 60)
    if high <= 1 { return language(.waitUnderAMinute) }
    if low == high { return language(.waitAbout, ["wait": minutes(low, language)]) }
    if high < 60 {
      return language(.waitRangeMinutes, ["low": String(low), "high": minutes(high, language)])
    }
    return language(.waitRange, ["low": minutes(low, language), "high": minutes(high, language)])
  }

  /// Minutes up to ten one by one, up to an hour in fives, then in half hours: what an estimate is worth.
  static func rounded(minutes: Int) -> Int {
    if minutes <= 10 { return max(1, minutes) }
    let step = minutes <= 60 ? 5 : 30
    return (minutes + step - 1) / step * step
  }

  static func minutes(_ minutes: Int, _ language: Language) -> String {
    guard minutes >= 60 else { return language(.minutes, count: minutes) }
    let hours = language(.hours, count: minutes / 60)
    return minutes % 60 == 0 ? hours : "\(hours) \(language(.minutes, count: minutes % 60))"
  }

  /// A countdown: "9:05", "1:02:03".
  static func clock(seconds: Int) -> String {
    let seconds = max(0, seconds)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
    let tail = "\(two(seconds % 60))"
    if seconds < 3_600 { return "\(seconds / 60):\(tail)" }
    return "\(seconds / 3_600):\(two(seconds / 60 % 60)):\(tail)"
  }
}
