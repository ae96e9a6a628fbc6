/// What a notice says.
enum NoticeText {
  static func callout(_ notice: PageNotice?, _ language: Language) -> HTML? {
    guard let notice else { return nil }
    return """
      <div class="callout callout-notice" id="notice" role="alert" tabindex="-1">
      <p>\(text(notice, language))</p>
      </div>

      """
  }

  static func text(_ notice: PageNotice, _ language: Language) -> String {
    switch notice {
    case .seatsUnavailable(let seats):
      seats.isEmpty
        ? language(.noticeSeatsTaken) : language(.noticeTheseSeatsTaken, ["seats": seats.joined(separator: "; ")])
    case .noBlock: language(.noticeNoBlock)
    case .orphanSeat: language(.noticeOrphanSeat)
    case .soldOut: language(.noticeSoldOut)
    case .limitExceeded(let max): language(.noticeLimit, count: max)
    case .oneOrder: language(.noticeOneOrder)
    case .otherHold: language(.noticeOtherHold)
    case .nothingChosen: language(.noticeNothingChosen)
    case .contended: language(.noticeContended)
    case .notOnSale: language(.noticeNotOnSale)
    case .paymentDeclined(let left):
      left.map { language(.noticeDeclinedLeft, count: $0) } ?? language(.noticeDeclined)
    case .paymentUnknown: language(.noticePaymentUnknown)
    case .paymentInProgress: language(.noticePaymentInProgress)
    case .tryAgain: language(.noticeTryAgain)
    }
  }
}
