import Foundation
import PageSamples
import Primitives
import Testing

@testable import Pages

/// Rules that hold for every document: policy, structure, names.
@Suite struct PageDocumentTests {
  static let names = Samples.documents.map(\.name)

  func html(_ name: String) -> String {
    Samples.documents.first { $0.name == name }?.html ?? ""
  }

  func matches(_ pattern: String, in text: String) throws -> [String] {
    let expression = try NSRegularExpression(pattern: pattern, options: [.dotMatchesLineSeparators])
    return expression.matches(in: text, range: NSRange(text.startIndex..., in: text)).compactMap {
      Range($0.range(at: $0.numberOfRanges - 1), in: text).map { String(text[$0]) }
    }
  }

  @Test(arguments: names) func hasNothingInline(name: String) throws {
    let html = html(name)
    for script in try matches("<script([^>]*)>", in: html) {
      #expect(script.contains("src=\"/usher/assets/") || script.contains("type=\"application/json\""), "\(script)")
    }
    #expect(!html.contains("<style"))
    #expect(try matches("\\s(style)=", in: html).isEmpty, "an inline style, which the policy blocks")
    #expect(try matches("<[^>]*\\s(on[a-z]+)=\"", in: html).isEmpty, "an event handler, which the policy blocks")
    #expect(!html.lowercased().contains("javascript:"))
  }

  @Test(arguments: names) func loadsNothingFromElsewhere(name: String) throws {
    let html = html(name)
    for target in try matches("\\s(?:src|href|action)=\"([^\"]*)\"", in: html) where !target.hasPrefix("#") {
      #expect(SitePath.isSafe(target.replacing("&amp;", with: "&")), "\(target)")
      if target.hasPrefix("/usher/assets/") { #expect(PageAssets.lookup(target) != nil, "\(target)") }
    }
  }

  @Test(arguments: names) func hasLandmarksAndOneHeading(name: String) throws {
    let html = html(name)
    #expect(html.hasPrefix("<!doctype html>\n<html lang=\"en\" dir=\"ltr\">"))
    #expect(try matches("(<h1[ >])", in: html).count == 1)
    #expect(try matches("(<main[ >])", in: html).count == 1)
    #expect(html.contains("<a class=\"skip\" href=\"#main\">"))
    #expect(html.contains("role=\"status\""))
    let ids = try matches("\\sid=\"([^\"]*)\"", in: html)
    #expect(Set(ids).count == ids.count, "an id twice")
    #expect(try matches("<title>([^<]+)</title>", in: html).count == 1)
  }

  @Test(arguments: names) func closesWhatItOpens(name: String) throws {
    let void = ["meta", "link", "input", "br"]
    var open: [String] = []
    for tag in try matches("<(/?[a-z0-9]+[^>]*)>", in: html(name)) {
      let element = String(tag.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber })
      if tag.hasPrefix("/") {
        #expect(open.popLast() == element, "</\(element)> closes something else")
      } else if !void.contains(element) && !tag.hasSuffix("/") {
        open.append(element)
      }
    }
    #expect(open.isEmpty)
  }

  @Test(arguments: names) func leavesNoSlotAndNoPhraseUnfilled(name: String) throws {
    let html = html(name)
    let visible = try NSRegularExpression(pattern: "<script.*?</script>", options: [.dotMatchesLineSeparators])
      .stringByReplacingMatches(in: html, range: NSRange(html.startIndex..., in: html), withTemplate: "")
    #expect(!visible.contains("{"))
    for phrase in Phrase.allCases where phrase.rawValue.contains(where: \.isUppercase) {
      #expect(!visible.contains(">\(phrase.rawValue)<"), "\(phrase) has no words")
    }
  }
}
