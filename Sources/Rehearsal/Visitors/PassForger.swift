import Primitives

/// A robot that makes its own passes and claims without a ticket. It must never get in.
struct PassForger: Visitor {
  private var triesLeft: Int
  private var random: SeededRandom
  private var claims = false

  init(random: SeededRandom, tries: Int) {
    self.random = random
    triesLeft = tries
  }

  mutating func arrive(_ context: VisitorContext) -> VisitorStep { next(context) }

  mutating func wake(_ context: VisitorContext) -> VisitorStep { next(context) }

  mutating func receive(_ answer: VisitorAnswer, _ context: VisitorContext) -> VisitorStep {
    if case .response(let response) = answer {
      if response.isSuccess == false { context.ledger.count(.forgeriesRefused) }
      if !claims {
        DoorCheck.note(answer, "a forged pass", context)
      } else if response.isSuccess {
        context.ledger.broken.note(.noPassWithoutTicket, "a claim without a ticket was answered \(response.name)")
      }
    }
    guard triesLeft > 0 else { return .end(.robotDone) }
    return .wait(.milliseconds(100 + Int(random.next() % 400)))
  }

  mutating func close(_ context: VisitorContext) -> VisitorStep { .end(.robotDone) }

  private mutating func next(_ context: VisitorContext) -> VisitorStep {
    triesLeft -= 1
    context.ledger.count(.forgeriesTried)
    claims = triesLeft % 10 == 9
    if claims { return .send(.claimWithoutTicket) }
    return .send(.holdForged(.best(1), pass: forge()))
  }

  /// Several kinds of forgery, from mere noise to a pass that only lacks the keys.
  private mutating func forge() -> String {
    func part(_ text: String) -> String { Base64URL.encode(Array(text.utf8)) }
    let claims = part(
      """
      {"iss":"usher","aud":"demo","sub":"anon:\(noise(16))","jti":"\(noise(16))","iat":1767225600,"nbf":1767225600,\
      "exp":4102444800,"epoch":1,"mac":"\(noise(32))"}
      """)
    switch random.next() % 5 {
    case 0: return noise(120)
    case 1: return "\(part(#"{"alg":"none","typ":"usher-pass+jwt"}"#)).\(claims)."
    case 2: return "\(part(#"{"alg":"EdDSA","kid":"1","typ":"usher-pass+jwt"}"#)).\(claims).\(noise(64))"
    case 3: return "\(part(#"{"alg":"HS256","kid":"1","typ":"JWT"}"#)).\(claims).\(noise(32))"
    default: return "..\(noise(8))"
    }
  }

  private mutating func noise(_ count: Int) -> String {
    Base64URL.encode((0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) })
  }
}
