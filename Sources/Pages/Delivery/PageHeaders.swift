/// The header fields that every page of Usher is sent with.
public enum PageHeaders {
  public static let contentType: StaticString = "text/html; charset=utf-8"

  /// Nothing from elsewhere, nothing inline, no frames.
  public static let contentSecurityPolicy: StaticString = """
    default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; \
    form-action 'self'; frame-ancestors 'none'; base-uri 'none'
    """

  /// Besides `Content-Type` and `Cache-Control`. `same-origin`, not `no-referrer`: under the latter browsers send
  /// `Origin: null` with a form, which the cross-site check has to refuse.
  public static let fields: [(name: StaticString, value: StaticString)] = [
    ("Content-Security-Policy", contentSecurityPolicy),
    ("Referrer-Policy", "same-origin"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"),
  ]
}
