/// Host names and web origins, in the one form in which they are compared.
enum HostName {
  /// A name or an IPv4 literal in lower case, or an IPv6 literal in brackets.
  static func isValid(_ text: String) -> Bool {
    if text.hasPrefix("[") && text.hasSuffix("]") {
      return IPLiteral(String(text.dropFirst().dropLast()))?.isV6 == true && text == text.lowercased()
    }
    guard (1...253).contains(text.utf8.count) else { return false }
    return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
      (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
        && label.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0) || $0 == 45 || $0 == 95 }
    }
  }

  /// `https://host` or `http://host`, with a port only if it isn't the scheme's own.
  static func isOrigin(_ text: String) -> Bool {
    for (scheme, ownPort) in [("https://", "443"), ("http://", "80")] where text.hasPrefix(scheme) {
      let rest = text.dropFirst(scheme.count)
      guard let colon = rest.lastIndex(of: ":"), rest.last != "]" else { return isValid(String(rest)) }
      let port = rest[rest.index(after: colon)...]
      guard let number = DecimalNumber.integer(String(port)), (1...65_535).contains(number), port != ownPort,
        String(number) == port
      else { return false }
      return isValid(String(rest[..<colon]))
    }
    return false
  }
}
