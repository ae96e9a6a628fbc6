import Primitives
import Testing

@testable import Pages

/// The static files as the gateway serves them.
@Suite struct PageAssetsTests {
  @Test func everyFileIsFoundByItsPath() {
    #expect(
      PageAssets.all.map(\.name).sorted() == [
        "checkout.js", "common.js", "icon.svg", "seats.js", "usher.css", "waiting.js",
      ])
    for asset in PageAssets.all {
      let found = PageAssets.lookup(asset.path)
      #expect(found?.name == asset.name)
      #expect(asset.path.hasPrefix("/usher/assets/"))
      #expect(asset.etag.count == 18 && asset.path.contains(asset.etag.dropFirst().dropLast()))
      #expect(asset.bytes.count > 100)
    }
  }

  @Test func otherPathsAreNothing() {
    let path = PageAssets.path("usher.css")
    #expect(PageAssets.lookup("/usher/assets/usher.css") == nil)
    #expect(PageAssets.lookup(path + "x") == nil)
    #expect(PageAssets.lookup("/usher/assets/languages/en.json") == nil)
    #expect(PageAssets.lookup("") == nil)
  }

  @Test func filesLoadNothingFromElsewhere() {
    for asset in PageAssets.all where asset.name != "icon.svg" {
      let text = asset.bytes.string
      #expect(!text.contains("://"), "\(asset.name) names another host")
      #expect(!text.contains("eval("))
      #expect(!text.contains("innerHTML"), "\(asset.name) would turn text into markup")
    }
  }
}
