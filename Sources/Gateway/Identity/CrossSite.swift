import HTTPWire
import Primitives

/// Whether an unsafe request was started by another site's page.
///
/// Follows the resource isolation policy of Fetch Metadata (W3C): a browser says where a request comes from in `Origin`,
/// and in `Sec-Fetch-Site` how that stands to us. A program that sends neither is no browser, and carries nobody's cookies
/// by accident, so it passes.
struct CrossSite: Sendable {
  /// Origins (`https://shop.example`) from which unsafe requests are welcome; in lower case.
  let allowedOrigins: Set<String>
  /// Whether visitors see HTTPS.
  let isSecure: Bool

  func refuses(_ head: RequestHead) -> Bool {
    if head.method.isSafe { return false }
    if let origin = head.first("origin") {
      return !isOwn(origin, authority: head.first("host") ?? .empty)
        && !allowedOrigins.contains(origin.string.lowercased())
    }
    guard let site = head.first("sec-fetch-site") else { return false }
    return !site.equals("same-origin") && !site.equals("none")
  }

  private func isOwn(_ origin: ByteView, authority: ByteView) -> Bool {
    let scheme: StaticString = isSecure ? "https://" : "http://"
    return origin.hasPrefixIgnoringCase(scheme)
      && origin.slice(from: scheme.utf8CodeUnitCount).equalsIgnoringCase(authority)
  }
}
