import Foundation
import Pages
import Primitives

/// The sample pages as a folder that any web server can show: `{name}.html`, the static files, `headers.json` with the
/// fields that pages are sent with, and `waits.json` with waits as the pages say them.
public enum SampleFiles {
  public static func write(to top: URL) throws {
    let files = FileManager.default
    for asset in PageAssets.all {
      let file = top.appending(path: asset.path)
      try files.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(asset.bytes.array).write(to: file)
    }
    for (name, html) in Samples.documents {
      try Data(html.utf8).write(to: top.appending(path: "\(name).html"))
    }
    let headers = Dictionary(uniqueKeysWithValues: PageHeaders.fields.map { ("\($0.name)", "\($0.value)") })
    try JSONEncoder().encode(headers).write(to: top.appending(path: "headers.json"))
    try JSONEncoder().encode(waits).write(to: top.appending(path: "waits.json"))
  }

  struct Wait: Encodable {
    var p50: Int
    var p90: Int
    var text: String
  }

  /// Waits on both sides of every border of the wording.
  static var waits: [Wait] {
    let seconds = [
      0, 59, 60, 61, 119, 120, 540, 599, 600, 601, 899, 901, 1_800, 3_299, 3_301, 3_599, 3_600, 3_601, 5_400, 9_000,
    ]
    return seconds.flatMap { p50 in
      seconds.map { p90 in
        Wait(p50: p50, p90: p90, text: WaitingPageModel.Estimate(p50Seconds: p50, p90Seconds: p90).text())
      }
    }
  }
}
