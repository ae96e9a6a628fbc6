import Testing

/// The checkout keeps to each rule.
@Suite struct StyleTests {
  private static let house = HouseTable(manifest: Checkout.file("Package.swift")?.text ?? "")
  private static let embedded = Checkout.file("Sources/C/CAssets/assets.c")?.text ?? ""

  @Test func theCheckoutIsSeen() {
    #expect(Checkout.files.count { $0.isProduct && $0.isSwift } > 50)
    #expect(StyleTests.house.rows.count > 20)
    #expect(StyleTests.house.imports(of: "Gateway")?.contains("Tokens") == true)
    #expect(StyleTests.house.cModules.contains("CLibUV"))
  }

  @Test(arguments: [
    "imports", "house", "lengths", "banned calls", "sleeps", "unchecked", "markers", "script heads", "embedded files",
  ])
  func holds(rule name: String) {
    let rule: any StyleRule =
      switch name {
      case "imports": ImportRule(house: StyleTests.house)
      case "house": HouseRule()
      case "lengths": LengthRule()
      case "banned calls": BannedCallRule()
      case "sleeps": SleepRule()
      case "unchecked": UncheckedRule()
      case "markers": MarkerRule()
      case "script heads": ScriptHeadRule()
      default: EmbeddedFileRule(list: StyleTests.embedded)
      }
    let violations = Checkout.files.flatMap { rule.violations(in: $0) }
    #expect(violations.isEmpty, "\(violations.map(\.description).joined(separator: "\n"))")
  }
}
