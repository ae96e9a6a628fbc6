import Foundation
import Pages

/// A stadium of 100 sections with 500 seats each, in two rings around a pitch.
public enum SampleStadium {
  public static let pitch = MapLandmark(
    name: "Pitch",
    outline: [
      MapPoint(x: -150, y: -95), MapPoint(x: 150, y: -95), MapPoint(x: 150, y: 95), MapPoint(x: -150, y: 95),
    ])

  public static let sections: [SectionSummary] = (0..<100).map { index in
    let isUpper = index >= 40
    let count = isUpper ? 60 : 40
    let place = isUpper ? index - 40 : index
    let available = (index * 137) % 500
    let tier = isUpper ? 2 : (place % 20 < 6 || place % 20 > 14 ? 0 : 1)
    return SectionSummary(
      id: "\((isUpper ? 201 : 101) + place)", name: "Section \((isUpper ? 201 : 101) + place)",
      tierName: Samples.tiers[tier].name, tierColor: Samples.tiers[tier].color, price: Samples.tiers[tier].price,
      total: 500, available: index % 9 == 0 ? 0 : available, outline: wedge(place, of: count, isUpper: isUpper),
      firstOrdinal: index * 500)
  }

  private static func wedge(_ place: Int, of count: Int, isUpper: Bool) -> [MapPoint] {
    let (inner, outer) = isUpper ? (330.0, 430.0) : (220.0, 318.0)
    let step = 2 * Double.pi / Double(count)
    let from = Double(place) * step + step * 0.04
    let to = Double(place + 1) * step - step * 0.04
    func at(_ radius: Double, _ angle: Double) -> MapPoint {
      MapPoint(x: (radius + 40) * cos(angle), y: radius * 0.8 * sin(angle))
    }
    return [at(inner, from), at(outer, from), at(outer, to), at(inner, to)]
  }
}
