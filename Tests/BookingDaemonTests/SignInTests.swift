import Configuration
import Foundation
import TestKit
import Testing

/// The demo shop's sign-in, and that a shop has none unless it is told to.
@Suite struct SignInTests {
  private static let form = "application/x-www-form-urlencoded"

  @Test func aTypedNameIsAssertedWhereThatIsConfigured() throws {
    let folder = try TemporaryFolder()
    let secret = try folder.write("secret", String(repeating: "s", count: 64))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: secret)
    let core = try ServiceHarness(BookingDatabase()) { configuration in
      var key = AssertionKeyConfiguration()
      key.id = "demo"
      key.secretFile = secret
      configuration.assertionKeys = [key]
      configuration.booking.signInKey = "demo"
    }
    #expect(try core.send("GET", "/shop/hall").body.contains("href=\"/shop/hall/sign-in\""))
    let page = try core.send("GET", "/shop/hall/sign-in")
    #expect(page.status == 200 && page["cache-control"] == "no-store" && page.body.contains("name=\"name\""))
    let signedIn = try core.send("POST", "/shop/hall/sign-in", "name=+Ada+%26+Grace+", type: Self.form)
    #expect(signedIn.status == 200 && signedIn["cache-control"] == "no-store")
    #expect(signedIn.body.contains("<h1>Hello, Ada &amp; Grace</h1>"))
    let field = try #require(signedIn.body.firstMatch(of: #/name="usher_assertion" value="([^"]+)"/#))
    let claims = try #require(String(field.1).claims)
    #expect(claims["sub"] as? String == "Ada & Grace" && claims["aud"] as? String == "usher")
    for body in ["name=", "name=anon%3Aada", "name=\(String(repeating: "x", count: 129))", "name=a%0Ab"] {
      let refused = try core.send("POST", "/shop/hall/sign-in", body, type: Self.form)
      #expect(refused.status == 422 && !refused.body.contains("usher_assertion"), "\(body)")
    }
    #expect(try core.send("POST", "/shop/hall/sign-in", "{}").status == 415)
    #expect(try core.send("POST", "/shop/hall/sign-in", "x=y", type: Self.form).status == 400)
    #expect(try core.send("DELETE", "/shop/hall/sign-in").status == 405)
    #expect(try core.send("GET", "/shop/none/sign-in").status == 404)
  }

  @Test func aShopHasNoSignInByDefault() throws {
    let core = try ServiceHarness(BookingDatabase())
    #expect(try core.send("GET", "/shop/hall/sign-in").status == 404)
    #expect(try core.send("POST", "/shop/hall/sign-in", "name=ada", type: Self.form).status == 404)
    #expect(try !core.send("GET", "/shop/hall").body.contains("sign-in"))
  }
}

extension String {
  /// The claims of a JWT, its signature unlooked at.
  fileprivate var claims: [String: Any]? {
    let parts = split(separator: ".")
    guard parts.count == 3 else { return nil }
    var text = String(parts[1].replacing("-", with: "+").replacing("_", with: "/"))
    text += String(repeating: "=", count: (4 - text.count % 4) % 4)
    return Data(base64Encoded: text).flatMap { try? JSONSerialization.jsonObject(with: $0) } as? [String: Any]
  }
}
