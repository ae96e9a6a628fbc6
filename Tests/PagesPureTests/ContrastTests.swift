import Foundation
import Primitives
import Testing

@testable import Pages

/// WCAG contrast of the style sheet's colours, in light and dark. The browser test sees most pairs in place; these are
/// also the ones it can't judge: text over the stage's gradient, labels on the map, edges of controls.
@Suite struct ContrastTests {
  struct Color {
    var red: Double
    var green: Double
    var blue: Double

    init?(_ hex: String) {
      guard hex.count == 7, hex.first == "#", let value = Int(hex.dropFirst(), radix: 16) else { return nil }
      red = Double(value >> 16) / 255
      green = Double(value >> 8 & 255) / 255
      blue = Double(value & 255) / 255
    }

    /// Relative luminance.
    var luminance: Double {
      func linear(_ part: Double) -> Double { part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4) }
      return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    /// This colour with so much of it over `ground`.
    func over(_ ground: Color, alpha: Double) -> Color {
      var mixed = self
      mixed.red = red * alpha + ground.red * (1 - alpha)
      mixed.green = green * alpha + ground.green * (1 - alpha)
      mixed.blue = blue * alpha + ground.blue * (1 - alpha)
      return mixed
    }

    func contrast(with other: Color) -> Double {
      let (light, dark) = (max(luminance, other.luminance), min(luminance, other.luminance))
      return (light + 0.05) / (dark + 0.05)
    }
  }

  /// The custom properties that are colours: those of the light scheme, with the dark scheme's over them if wanted.
  static func tokens(isDark: Bool) throws -> [String: Color] {
    let sheet = try #require(PageAssets.all.first { $0.name == "usher.css" }).bytes.string
    let blocks = sheet.components(separatedBy: ":root {").dropFirst().map { $0.prefix { $0 != "}" } }
    #expect(blocks.count == 2)
    var tokens: [String: Color] = [:]
    for block in isDark ? Array(blocks) : Array(blocks.prefix(1)) {
      for line in block.split(separator: "\n") {
        let parts = line.split(separator: ":").map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " ;")) }
        if parts.count == 2, let color = Color(parts[1]) { tokens[parts[0]] = color }
      }
    }
    return tokens
  }

  static let text: [(String, String)] = [
    ("--ink", "--paper"), ("--ink", "--surface"), ("--ink", "--sunken"), ("--ink-soft", "--paper"),
    ("--ink-soft", "--surface"), ("--ink-soft", "--sunken"), ("--accent", "--paper"), ("--accent", "--surface"),
    ("--accent", "--accent-tint"), ("--on-accent", "--accent"), ("--on-accent", "--accent-deep"),
    ("--accent-deep", "--accent-tint"), ("--ink", "--accent-tint"), ("--ink-soft", "--accent-tint"),
    ("--on-spot", "--spot"), ("--good", "--good-tint"), ("--warn", "--warn-tint"), ("--ink", "--warn-tint"),
    ("--bad", "--surface"), ("--bad", "--paper"), ("--on-free", "--free"), ("--on-some", "--some"),
    ("--on-few", "--few"), ("--ink", "--none"), ("--stage-soft", "--stage-1"), ("--stage-soft", "--stage-2"),
    ("--stage-soft", "--go-1"), ("--stage-soft", "--end-1"), ("--stage-ink", "--go-1"), ("--stage-ink", "--end-1"),
  ]

  static let edges: [(String, String)] = [
    ("--control", "--surface"), ("--control", "--paper"), ("--control", "--sunken"), ("--free", "--surface"),
    ("--free", "--sunken"), ("--accent", "--surface"), ("--accent", "--sunken"), ("--spot", "--stage-1"),
    ("--spot", "--go-1"), ("--spot", "--end-1"),
  ]

  @Test(arguments: [false, true]) func textIsReadable(isDark: Bool) throws {
    let tokens = try Self.tokens(isDark: isDark)
    for (front, back) in Self.text {
      let contrast = try #require(tokens[front]).contrast(with: #require(tokens[back]))
      #expect(contrast >= 4.5, "\(front) on \(back), dark \(isDark): \(contrast)")
    }
  }

  @Test(arguments: [false, true]) func edgesAreVisible(isDark: Bool) throws {
    let tokens = try Self.tokens(isDark: isDark)
    for (front, back) in Self.edges {
      let contrast = try #require(tokens[front]).contrast(with: #require(tokens[back]))
      #expect(contrast >= 3, "\(front) on \(back), dark \(isDark): \(contrast)")
    }
  }

  /// Where a lit ring of the artwork runs behind the hero's text: 0.4 of the picture, 0.6 of the ring.
  @Test(arguments: [false, true]) func textOverTheArtworkIsReadable(isDark: Bool) throws {
    let tokens = try Self.tokens(isDark: isDark)
    for ground in ["--stage-1", "--go-1", "--end-1"] {
      let back = try #require(tokens["--spot"]).over(#require(tokens[ground]), alpha: 0.4 * 0.6)
      for front in ["--stage-ink", "--stage-soft"] {
        let contrast = try #require(tokens[front]).contrast(with: back)
        #expect(contrast >= 4.5, "\(front) over the artwork on \(ground): \(contrast)")
      }
    }
  }
}
