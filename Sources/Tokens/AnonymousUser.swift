public import Primitives

/// How a visitor without a signed assertion is named. No assertion may claim such a name.
public enum AnonymousUser {
  public static let prefix = "anon:"

  public static func isAnonymous(_ user: ByteView) -> Bool { user.hasPrefix("anon:") }
}
