import Testing

@testable import Configuration
@testable import Operations

/// The sign-in that believes everybody comes with the demo sale, and never beside keys of a real shop.
@Suite struct DemoConfigurationTests {
  @Test func theDemoSaleHasASignIn() {
    var configuration = UsherConfiguration()
    DemoConfiguration.configure(&configuration, assertionFile: "/secret")
    #expect(configuration.rooms.map(\.id) == ["demo", "demo-ga"])
    #expect(configuration.assertionKeys.map(\.id) == ["demo"] && configuration.booking.signInKey == "demo")
    #expect(configuration.routes.contains { $0.path == PathPattern("/shop/{event}/sign-in") })
    #expect(configuration.ruleFaults.isEmpty)
  }

  @Test func noConfigurationHasItByItself() {
    #expect(UsherConfiguration().booking.signInKey == nil)
    #expect(!UsherConfiguration().routes.contains { $0.path == PathPattern("/shop/{event}/sign-in") })
  }

  @Test func besideARealShopsKeysThereIsNone() {
    var configuration = UsherConfiguration()
    var key = AssertionKeyConfiguration()
    key.id = "shop"
    key.secretFile = "/shop"
    configuration.assertionKeys = [key]
    let before = configuration.routes
    DemoConfiguration.configure(&configuration, assertionFile: "/secret")
    #expect(configuration.assertionKeys == [key] && configuration.booking.signInKey == nil)
    #expect(configuration.routes == before)
  }
}
