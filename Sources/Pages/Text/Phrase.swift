/// Everything the pages say, by name; the words are in `pages/languages/{code}.json`, in this order.
enum Phrase: String, CaseIterable, Sendable {
  case skipToContent, footer, weekdays, months, seconds, minutes, hours, backToShop, backToEvent, goBack,
    updateNow

  case shopHeading, shopLead, shopEmpty, priceFrom, priceRange, stockPlenty, stockFew, stockNone, pricesHeading,
    howHeading,
    howJoin, howWait, howChoose, howPay, howPayWithin, joinLine, joinAgain, alreadyIn, eventSoldOut, opensAt

  case signInLink, signInWhy, signInHeading, signInLead, signInName, signInHint, signInButton, signInBadName,
    signedInHeading, signedInLead, signedInUntil, signInOther

  case badgeJoin, badgePrequeue, badgeWaiting, badgePaused, badgeRecovering, badgeAdmitted, badgeClosed,
    badgeSoldOut, badgeNoPlace, badgeError, badgeConfirmed

  case headingJoin, headingJoinPlain, headingPrequeue, headingPrequeuePlain, headingWaiting, headingWaitingPlain,
    headingPaused, headingRecovering, headingAdmitted,
    headingClosed, headingSoldOut, headingTurnExpired, headingLeft, headingUnknownTicket, headingError

  case leadJoin, leadPrequeueFifo, leadPrequeueLottery, leadWaiting, leadPaused, leadRecovering, leadAdmitted,
    leadClosed, leadSoldOut, leadTurnExpired, leadLeft, leadUnknownTicket, leadError

  case yourPosition, positionUnknown, progressLabel, progressStart, progressEnd, ahead, estimatedWait,
    estimateUnknown, queueLength, waitUnderAMinute, waitAbout, waitRange, waitRangeMinutes, titlePosition,
    titleYourTurn, goIn, claiming, claimUntil, operatorMessage, paceChanged, stockHeldHeading, stockHeld, updatedAt,
    leaveLine,
    leaveWarning, leaveConfirm, nextHeading, nextJoin1, nextJoin2, nextJoin3, nextKeepOpen, nextAway, nextTurn,
    nextOpening, nextDrawn, nextSafe, nextLooksAgain, announcePosition, announceOffline, announceBusy,
    announceOnline

  case crumbsLabel, allSections, chooseSeats, chooseQuantity, passUntil, passEndsSoon, staleStock, bestHeading,
    bestHint, howMany, bestSection, anySection, findSeats, mapHeading, mapLabel, skipMap, listHeading, legendLabel,
    legendPlenty, legendSome, legendFew, legendNone, freeOf, freeCount, freePlaces, freeUnknown, seatsHeading,
    seatsHint, seatsRegion, seatsKeys, front, viewLabel, viewMap, viewList, rowName, seatName, statusFree,
    statusChosen, statusHeld, statusSold, basketPlain, basketEmpty, basketSeats, basketTotal, holdSeats,
    holdPlaces, holding, generalHeading, basketKept, goToBasket, fullMap, seatLost, noticeSeatsTaken,
    noticeTheseSeatsTaken, noticeNoBlock, noticeOrphanSeat,
    noticeSoldOut, noticeLimit, noticeOneOrder, noticeOtherHold, noticeNothingChosen, noticeContended, noticeNotOnSale,
    noticePassEnded,
    noticeSlowDown, noticeTryAgain, noticeDeclined, noticeDeclinedLeft, noticePaymentUnknown,
    noticePaymentInProgress

  case checkoutHeading, keptFor, countdownLeft, payHeading, payLegend, payButton, payHint, paying, methodOk,
    methodOkHint, methodDecline, methodDeclineHint, methodSlow, methodSlowHint, methodLostReply,
    methodLostReplyHint, methodError, methodErrorHint, pendingHeading, pendingCard, pendingLead, yourOrder,
    yourTickets, total, places, giveBack, confirmedHeading, reference, downloadTicket, expiredHeading, expiredLead,
    releasedHeading, releasedLead

  case problemHeading, problemLead, problemRateHeading, problemRateLead, problemCrossSiteHeading,
    problemCrossSiteLead, problemDeniedHeading, problemDeniedLead, problemPassHeading, problemPassLead,
    problemAssertionHeading, problemAssertionLead,
    problemNotFoundHeading, problemNotFoundLead, problemGoneHeading, problemGoneLead, problemServerHeading,
    problemServerLead, problemRetry, problemCode, problemRequest
}
