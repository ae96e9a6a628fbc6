/// How a visit ended.
enum VisitorEnd: String, CaseIterable {
  /// Has the tickets.
  case bought
  /// Held seats and went away without a word.
  case walkedAway = "walked_away"
  /// Held seats and gave them back.
  case gaveBack = "gave_back"
  /// Was let in and found no seats.
  case foundNoSeats = "found_no_seats"
  /// Payment was declined for good.
  case declined
  /// The hold or the turn had run out.
  case tooLate = "too_late"
  case soldOut = "sold_out"
  case roomClosed = "room_closed"
  case denied
  /// The run ended while he was waiting.
  case stillWaiting = "still_waiting"
  /// The run ended while he was inside.
  case cutShort = "cut_short"
  /// Tried too often in vain.
  case gaveUp = "gave_up"
  case robotDone = "robot_done"
}
