/// A picture for every event without a picture: rings of a venue seen from above, turned and lit by the event's id.
/// Decoration: hidden from assistive technology, colours from the style sheet.
enum EventArtwork {
  static func svg(seed: String) -> HTML {
    let hash = fingerprint(seed)
    return """
      <svg class="artwork artwork-\(hash % 4)" viewBox="0 0 400 300" preserveAspectRatio="xMidYMid slice" \
      aria-hidden="true" focusable="false">
      <g transform="translate(\(250 + hash / 4 % 80) \(60 + hash / 320 % 60)) rotate(\(hash / 19_200 % 90))">
      \(rings(hash))\
      <ellipse class="artwork-stage" rx="46" ry="26"/>
      </g>
      </svg>

      """
  }

  /// Nine broken ellipses; each ring's gaps and lit part come from the hash.
  private static func rings(_ hash: Int) -> HTML {
    HTML.each(0..<9) { ring -> HTML in
      let dash = 26 + (hash >> ring) % 5 * 7
      return """
        <ellipse class="artwork-ring\(if: (hash >> (ring + 3)) % 4 == 0, " artwork-lit")" rx="\(74 + ring * 26)" \
        ry="\(46 + ring * 19)" stroke-dasharray="\(dash) 5" stroke-dashoffset="\((hash >> (ring + 5)) % 60)"/>

        """
    }
  }

  private static func fingerprint(_ text: String) -> Int {
    var hash: UInt32 = 2_166_136_261
    for byte in text.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    return Int(hash)
  }
}
