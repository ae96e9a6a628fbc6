/// What somebody without a genuine pass must meet at a protected route, whatever he shows: 429 `waiting_room_required`.
enum DoorCheck {
  static func note(_ answer: VisitorAnswer, _ shown: String, _ context: VisitorContext) {
    guard case .response(let response) = answer else { return }
    if response.status == 429, response.code == "waiting_room_required" || response.code == "rate_limited" { return }
    if response.status >= 500 { return }
    context.ledger.broken.note(.noWayInWithoutPass, "\(shown) was answered \(response.name)")
  }
}
