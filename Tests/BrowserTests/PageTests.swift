import Foundation
import PageSamples
import TestKit
import Testing

/// Every page in a real browser: accessibility, small screens, the content policy, and what the scripts do.
@Suite struct PageTests {
  @Test func pagesWorkInABrowser() throws {
    let folder = try TemporaryFolder()
    try SampleFiles.write(to: URL(filePath: folder.path))
    try BrowserTools.run("pages.py", [folder.path], timeout: .seconds(900))
  }

  /// For people: writes the samples to the folder that `USHER_SAMPLE_PAGES` names, to be looked at.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["USHER_SAMPLE_PAGES"] != nil))
  func writeSamples() throws {
    let folder = try #require(ProcessInfo.processInfo.environment["USHER_SAMPLE_PAGES"])
    try SampleFiles.write(to: URL(filePath: folder))
    #expect(FileManager.default.fileExists(atPath: "\(folder)/headers.json"))
  }
}
