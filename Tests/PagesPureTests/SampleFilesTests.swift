import Foundation
import Primitives
import Testing

@testable import Pages

/// Writes every sample page and its files into the folder that `USHER_SAMPLE_PAGES` names, to be looked at in a browser.
@Suite struct SampleFilesTests {
  @Test(.enabled(if: ProcessInfo.processInfo.environment["USHER_SAMPLE_PAGES"] != nil))
  func writeSamples() throws {
    let folder = try #require(ProcessInfo.processInfo.environment["USHER_SAMPLE_PAGES"])
    let top = URL(filePath: folder)
    let documents = Samples.documents
    for asset in PageAssets.all {
      let file = top.appending(path: asset.path)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(asset.bytes.array).write(to: file)
    }
    for (name, html) in documents {
      try Data(html.utf8).write(to: top.appending(path: "\(name).html"))
    }
    #expect(documents.count > 25)
  }
}
