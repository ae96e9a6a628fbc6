/// Why an assertion was not accepted. Unlike tickets and passes it is made by the shop's programmers, so they are told.
public enum AssertionRefusal: String, Error, Sendable, CaseIterable, CustomStringConvertible {
  case tooLong = "the assertion is longer than 4096 bytes"
  case notAJWT = "the assertion is not three parts of canonical base64url with dots between them"
  case badHeader = "the assertion's header is not a JSON object with alg, and at most kid and typ"
  case unknownKey = "the assertion's key is not configured"
  case otherAlgorithm = "the assertion's alg is not that of its key"
  case badSignature = "the assertion's signature is wrong"
  case badClaims = "the assertion's claims are not JSON with sub, aud, iat and exp (whole seconds)"
  case badUser =
    "the assertion's sub is empty, too long, has control characters or blanks at its ends, or starts with anon:"
  case otherAudience = "the assertion's aud is not this installation"
  case otherIssuer = "the assertion's iss is not the one configured for its key"
  case notYetValid = "the assertion's iat or nbf lies in the future"
  case tooOld = "the assertion was made more than 5 minutes ago"
  case tooLongLived = "the assertion's exp is more than 5 minutes after its iat, or not after it"
  case expired = "the assertion has expired"

  public var description: String { rawValue }
}
